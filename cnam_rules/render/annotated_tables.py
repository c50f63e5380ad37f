"""A programme's decision tables in the annotated regulation: the rows, which answers, the words of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnam_rules.render.markup import Markup, anchor, element
from cnam_rules.tables.told import cell_said, value_said

if TYPE_CHECKING:
    from cnam_rules.render.rulewords import RuleWords
    from cnam_rules.tables import Renseignements
    from cnam_rules.tables.kind import Match
    from cnam_rules.tables.model import Input, Output, Row, Table

__all__ = ["tables"]


def tables(words: RuleWords, information: Renseignements | None) -> Markup | None:
    """The tables that a programme's page holds; None when no file tells of any.

    Args:
        words: the words of the rule set.
        information: what else is told of its programme.
    """
    if information is None or not information.tables:
        return None
    about = words.say(
        "tables-about", id=information.id, version=information.version, source=information.source
    )
    return element(
        "section",
        element("h2", words.say("tables")),
        element("p", about, dir="auto"),
        [_table(words, table) for table in information.tables.values()],
        element("p", words.say("tables-file", file=information.file), class_="menu"),
        element("p", words.say("hash"), " ", element("code", information.sha256), class_="menu"),
        class_="tables",
    )


def _table(words: RuleWords, table: Table) -> Markup:
    """A table: which row answers, a row below the other, and what to know of its source."""
    speech = words.speech
    title = table.libelle.said(words.lang)
    columns: list[Input | Output] = [*table.inputs, *table.outputs]
    heads = [element("th", known.libelle.said(words.lang), scope="col", dir="auto") for known in columns]
    groups = element(
        "tr",
        element("th", words.say("table-if"), scope="colgroup", colspan=str(len(table.inputs))),
        element("th", words.say("table-then"), scope="colgroup", colspan=str(len(table.outputs))),
        element("th", words.say("table-text"), scope="col", rowspan="2"),
    )
    rows = [*table.rows, *([] if table.otherwise is None else [table.otherwise])]
    drawn = element(
        "table",
        element("thead", groups, element("tr", heads)),
        element("tbody", [_row(words, table, row) for row in rows]),
    )
    remark = table.remarque
    return element(
        "section",
        element("h3", title, " ", element("code", table.name), dir="auto"),
        element("p", speech.say(f"tables.policy-{table.policy.name.lower()}")),
        element("div", drawn, class_="large", tabindex="0", role="region", aria_label=title),
        None if remark is None else element("p", speech.say("tables.remark", remark=remark.said(words.lang))),
        id=anchor("table", table.name),
        class_="table",
    )


def _row(words: RuleWords, table: Table, row: Row) -> Markup:
    """A row: what it accepts of each input, what it answers, and the words that say so."""
    if row.matches:
        cells = [
            element("td", _accepted(words, known, match), dir="auto")
            for known, match in zip(table.inputs, row.matches, strict=True)
        ]
    else:
        cells = [element("td", words.speech.say("tables.otherwise"), colspan=str(len(table.inputs)))]
    answers = [
        element("td", element("b", value_said(value, known.kind, words.speech)), dir="auto")
        for known, value in zip(table.outputs, row.outcome, strict=True)
    ]
    source = None
    if row.source is not None:
        source = [f"{row.source.clause} « ", element("q", row.source.extrait, lang="fr", dir="auto"), " » "]
    place = words.speech.say("tables.place", file=table.file, line=str(row.line))
    return element("tr", cells, answers, element("td", source, element("span", place, class_="menu")))


def _accepted(words: RuleWords, known: Input, match: Match) -> str:
    """What a row accepts of an input; that any value will do, when any does."""
    if match.sure == known.kind.domain:
        return words.say("table-any")
    return cell_said(known.kind, match, words.speech)
