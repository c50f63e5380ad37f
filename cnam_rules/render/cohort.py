"""Several verdicts as a table, candidates by conditions: HTML, Markdown, or a few words a line.

Those who lack least stand first, unless another order is asked for (`cnam_rules.render.orders`), and those
who lack the same stand together, so that a whole strip reads at a glance. The page needs no script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from attrs import frozen

from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.render.html import isolated, page
from cnam_rules.render.lines import tame
from cnam_rules.render.markdown import escaped
from cnam_rules.render.markup import Child, Markup, element, lines
from cnam_rules.render.orders import Order
from cnam_rules.render.todo import lacking_said
from cnam_rules.render.words import STATUS_MARKS, VERDICT_MARKS, Words
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.verdict import Verdict

__all__ = ["cohort_article", "cohort_html", "cohort_markdown", "cohort_text", "lacks"]

_NOBODY: Final[tuple[str, ...]] = ()
_BY_MISSING: Final = Order()


def lacks(words: Words, verdict: Verdict) -> list[str]:
    """What lacks, in a few sentences: what is to be done, or else the first question and how many follow."""
    told = lacking_said(verdict, words)
    if not any(condition.status is Status.UNMET for condition in verdict.conditions):
        questions = [words.piece(missing.piece) for missing in verdict.pieces]
        told += questions[:1]
        if len(questions) > 1:
            told.append(words.speech.say("cli.more-pieces", n=len(questions) - 1))
    return told


def cohort_html(
    verdicts: Iterable[Verdict],
    lang: str = "fr",
    *,
    order: Order = _BY_MISSING,
    undecided: Sequence[str] = _NOBODY,
) -> str:
    """Several verdicts as one HTML file that stands alone.

    Args:
        verdicts: the verdicts, of one rule set or of several.
        lang: `fr` or `en`.
        order: the order in which they stand.
        undecided: the names of what gave no verdict, so that nobody is forgotten.

    Raises:
        UnknownLanguage: for any other language.
    """
    verdicts = [*verdicts]
    title = Speech(lang).say("cohort.title", n=len(verdicts) + len(undecided))
    return page(title, cohort_article(verdicts, lang, order=order, undecided=undecided), lang)


def cohort_article(
    verdicts: Iterable[Verdict],
    lang: str = "fr",
    *,
    level: int = 1,
    order: Order = _BY_MISSING,
    undecided: Sequence[str] = _NOBODY,
) -> Markup:
    """The same as a part of a page; `level` is that of its title.

    Raises:
        UnknownLanguage: for any language but `fr` and `en`.
    """
    verdicts, speech = [*verdicts], Speech(lang)
    title = speech.say("cohort.title", n=len(verdicts) + len(undecided))
    missed = element("p", isolated(_undecided(undecided, speech))) if undecided else None
    return element(
        "article",
        lines(
            "",
            element(f"h{min(level, 6)}", title, class_="titre"),
            element("p", _counted(verdicts, undecided, speech)),
            missed,
            *(_section(group, order, speech, level + 1) for group in _groups(verdicts, lang, order)),
        ),
        class_="avis promotion",
        lang=lang,
    )


def cohort_markdown(
    verdicts: Iterable[Verdict],
    lang: str = "fr",
    *,
    order: Order = _BY_MISSING,
    undecided: Sequence[str] = _NOBODY,
) -> str:
    """The same as Markdown, a table for each rule set.

    Raises:
        UnknownLanguage: for any language but `fr` and `en`.
    """
    verdicts, speech = [*verdicts], Speech(lang)
    blocks = [
        f"# {speech.say('cohort.title', n=len(verdicts) + len(undecided))}",
        escaped(_counted(verdicts, undecided, speech)),
        *([escaped(_undecided(undecided, speech))] if undecided else []),
    ]
    for group in _groups(verdicts, lang, order):
        blocks += [f"## {escaped(group.title)}", escaped(group.order)]
        head = [speech.say("cli.column-dossier"), speech.say("cli.column-verdict"), *group.names]
        rows = [[*head, speech.say("cli.column-lacks")], ["---"] * (len(head) + 1)]
        for row in group.rows:
            cells = [row.dossier, _marked(row.mark, row.verdict), *(_marked(*cell[1:]) for cell in row.cells)]
            rows.append([*cells, " ".join(row.lacks)])
        blocks.append(
            "\n".join(
                f"| {' | '.join(cell if cell == '---' else escaped(cell) for cell in row)} |" for row in rows
            )
        )
    return "\n\n".join(blocks) + "\n"


def cohort_text(verdicts: Iterable[Verdict], lang: str = "fr", *, order: Order = _BY_MISSING) -> str:
    """The same in lines of text: each candidate's verdict, and what lacks.

    Raises:
        UnknownLanguage: for any language but `fr` and `en`.
    """
    verdicts, speech = [*verdicts], Speech(lang)
    told = [_counted(verdicts, (), speech)]
    for group in _groups(verdicts, lang, order):
        told += ["", group.title, group.order]
        for row in group.rows:
            told.append(
                f"  {_marked(row.mark, speech.say('cohort.line', name=row.dossier, verdict=row.verdict))}"
            )
            told += [f"      {lack}" for lack in row.lacks]
    return "\n".join(told) + "\n"


@frozen
class _Row:
    dossier: str
    status: VerdictStatus
    mark: str
    verdict: str
    cells: tuple[tuple[str, str, str], ...]
    """Of each condition: the status as the kernel calls it, its mark, its word."""
    lacks: tuple[str, ...]
    turns: bool


@frozen
class _Group:
    """The candidates of one rule set on one day."""

    title: str
    order: str
    """In which order they stand, as a sentence."""
    ids: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[_Row, ...]


def _groups(verdicts: Sequence[Verdict], lang: str, order: Order) -> list[_Group]:
    """The verdicts by rule set, each set in the order that is asked for."""
    found: dict[tuple[object, ...], list[Verdict]] = {}
    for verdict in verdicts:
        rules = verdict.ruleset
        found.setdefault((rules.id, rules.version, rules.sha256, verdict.as_of), []).append(verdict)
    return [_group(order.sort(group), lang, order) for group in found.values()]


def _group(verdicts: Sequence[Verdict], lang: str, order: Order) -> _Group:
    first = verdicts[0]
    speech = Speech(lang)
    return _Group(
        tame(
            speech.say(
                "cohort.rules",
                about=first.ruleset.intitule.said(lang),
                id=first.ruleset.id,
                version=first.ruleset.version,
                as_of=first.as_of,
            )
        ),
        _ordered(first, speech, order),
        tuple(condition.id for condition in first.conditions),
        tuple(tame(condition.libelle.said(lang)) for condition in first.conditions),
        tuple(_row(verdict, lang) for verdict in verdicts),
    )


def _ordered(verdict: Verdict, speech: Speech, order: Order) -> str:
    """In which order those of the same rules stand."""
    names = [one.libelle.said(speech.lang) for one in verdict.conditions if one.id == order.condition]
    by = order.by if names else "missing"
    first = "most" if order.most_first else "least"
    return tame(speech.say(f"cohort.by-{by}-{first}", name="".join(names)))


def _row(verdict: Verdict, lang: str) -> _Row:
    words = Words(verdict, lang)
    return _Row(
        tame(verdict.dossier),
        verdict.status,
        VERDICT_MARKS[verdict.status],
        words.verdict(verdict.status),
        tuple(
            (
                one.status.value,
                STATUS_MARKS[one.status],
                words.speech.say(f"statuses.{one.status.value}").lower(),
            )
            for one in verdict.conditions
        ),
        tuple(tame(lack) for lack in lacks(words, verdict)),
        verdict.depends_on_a_reading,
    )


def _section(group: _Group, order: Order, speech: Speech, level: int) -> Markup:
    """The table of one rule set: cells of colour, with words and marks; how many lack each condition."""
    sorted_ = "descending" if order.most_first else "ascending"
    heads = [
        (speech.say("cli.column-dossier"), None),
        (speech.say("cli.column-verdict"), None),
        *(
            (name, sorted_ if one == order.condition else None)
            for one, name in zip(group.ids, group.names, strict=True)
        ),
        (speech.say("cli.column-lacks"), None),
    ]
    columns = [element("th", head, scope="col", dir="auto", aria_sort=sort) for head, sort in heads]
    thead = element("thead", element("tr", columns))
    rows = [_html_row(row, speech) for row in group.rows]
    missing = [
        sum(row.cells[index][0] in ("unmet", "unknown") for row in group.rows)
        for index in range(len(group.names))
    ]
    foot = element(
        "tfoot",
        element(
            "tr",
            element("th", speech.say("cohort.missing"), scope="row", colspan="2"),
            [element("td", speech.say("cohort.out-of", n=n, all=len(group.rows))) for n in missing],
            element("td"),
        ),
    )
    table = element("table", thead, element("tbody", lines("", *rows)), foot)
    turning = element("p", speech.say("cli.turns")) if any(row.turns for row in group.rows) else None
    return element(
        "section",
        element(f"h{min(level, 6)}", isolated(group.title), class_="titre-2"),
        element("p", isolated(group.order), class_="ordre"),
        element("div", table, class_="large", tabindex="0", role="region", aria_label=group.title),
        turning,
    )


def _html_row(row: _Row, speech: Speech) -> Markup:
    star = " *" if row.turns else ""
    verdict = element("td", _cell(row.mark, row.verdict), star, class_=f"etat-{row.status.value}")
    cells = [element("td", _cell(mark, word), class_=f"etat-{status}") for status, mark, word in row.cells]
    told: Child = None
    if len(row.lacks) == 1:
        told = isolated(row.lacks[0])
    elif row.lacks:
        told = element("ul", [element("li", isolated(lack)) for lack in row.lacks])
    head = element("th", row.dossier, scope="row", dir="auto")
    return element("tr", head, verdict, cells, element("td", told, class_="manque", lang=speech.lang))


def _cell(mark: str, word: str) -> list[Child]:
    return [element("span", mark, aria_hidden="true", class_="marque"), f"\u00a0{word}"]


def _marked(mark: str, word: str) -> str:
    return f"{mark}\u00a0{word}"


def _undecided(undecided: Sequence[str], speech: Speech) -> str:
    return speech.say("cohort.undecided", n=len(undecided), names=speech.series([*map(tame, undecided)]))


def _counted(verdicts: Sequence[Verdict], undecided: Sequence[str], speech: Speech) -> str:
    """How many of each verdict."""
    counts = Counter(
        f"{'' if verdict.ruleset.constat is None else 'own-'}{verdict.status.value}" for verdict in verdicts
    )
    kinds = [f"{own}{status.value}" for own in ("", "own-") for status in VerdictStatus]
    parts = [speech.say(f"cli.count-{kind}", n=counts[kind]) for kind in kinds if counts[kind]]
    if undecided:
        parts.append(speech.say("cli.count-faulty", n=len(undecided)))
    total = len(verdicts) + len(undecided)
    return (
        speech.say("cli.count-dossiers", n=total, parts=", ".join(parts))
        if total
        else speech.say("cohort.none")
    )
