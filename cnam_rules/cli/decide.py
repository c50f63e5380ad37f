"""`cnam-rules decide`: one dossier gives its whole verdict, several give a table."""

from __future__ import annotations

import json
import sys
from glob import glob
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from cnam_rules import dossier as dossiers
from cnam_rules.catalogue import packaged, read_ruleset
from cnam_rules.cli.commands import DECIDE_FORMATS
from cnam_rules.cli.output import Output
from cnam_rules.cli.summary import Row, summarise
from cnam_rules.cli.trouble import STANDARD_INPUT, faults_of, report, status_of
from cnam_rules.cli.writing import is_there, write
from cnam_rules.documents import read_text
from cnam_rules.dossier.changes import UnitsValidated
from cnam_rules.export import facts_document
from cnam_rules.facade import advise, decide
from cnam_rules.faults import CnamRulesError, DossierError, Fault, InputError
from cnam_rules.kernel import VerdictStatus
from cnam_rules.render.text import outline_text
from cnam_rules.speech import LANGUAGES
from cnam_rules.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnam_rules.advice.model import Advice
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.dossier import Dossier
    from cnam_rules.language import RuleSet
    from cnam_rules.render.lines import Outline

__all__ = ["find_ruleset", "run", "standard_input"]

STATUSES: Final = {VerdictStatus.ELIGIBLE: 0, VerdictStatus.NOT_ELIGIBLE: 1, VerdictStatus.UNDETERMINED: 2}
"""The exit status for each verdict."""


@frozen
class _Decided:
    """What became of one file.

    Attributes:
        name: the file, as it was given.
        status: the exit status that it calls for.
        said: the verdict, as text or as JSON; empty when there is none, or when a table or a page is wanted.
        row: its row in the table of several.
        faults: what is wrong with it.
        verdict: the verdict; None when there is none.
        advice: the advice, when it is wanted, and when to enrol; None when it isn't or when there is none.
    """

    name: str
    status: int
    said: str
    row: Row
    faults: tuple[Fault, ...] = ()
    verdict: Verdict | None = None
    advice: Outline | None = None


def run(asked: Asked, out: Output) -> int:
    """Decide the dossiers, write what they came to, and return the gravest status.

    Raises:
        RuleSetError: the rules asked for can't be read, or lack a reading that was asked for.
        InputError: what was asked for is of one dossier and there are several; or the file can't be written.
    """
    names = [*_files(asked.names)]
    form, file = asked.options.get("--format", DECIDE_FORMATS[0]), asked.options.get("--out")
    if len(names) > 1:
        _refuse_pages_of_one(asked, form, len(names))
    written = StringIO()
    to = out if file is None else Output(out.lang, written, None)
    ruleset = None if asked.ruleset is None else _rules(asked.ruleset)
    for version in packaged().versions(ruleset) if isinstance(ruleset, str) else (ruleset,):
        if version is not None:
            version.under(asked.readings)
    one = len(names) == 1
    status = 0
    found: list[_Decided] = []
    for name in names:
        decided = _decide(name, asked, ruleset, to, one=one and form == "text")
        status = max(status, decided.status)
        if asked.json and decided.faults:
            report(decided.faults, to, as_json=True)
        elif asked.json:
            to.json_text(decided.said)
            to.flush()
        else:
            to.lines(decided.said)
        found.append(decided)
    faults = [fault for decided in found for fault in decided.faults]
    if not asked.json:
        # A fault of the command itself (a reading that doesn't exist) is the same for every file: told once.
        report(_distinct(faults), out)
        if faults and not one:
            out.complain("")
            out.flush()
        if form != "text":
            to.write(_page(found, form, out.lang))
        elif not one:
            summarise([decided.row for decided in found], _example(asked, out), to)
    if file is not None and written.getvalue():
        write(file, written.getvalue(), rules=asked.ruleset, dossiers=names)
        out.lines(out.say("written", mark="✓", file=file) + "\n")
    return status


def _page(found: Sequence[_Decided], form: str, lang: str) -> str:
    """What was found as HTML, Markdown or a picture: of one its verdict or advice, of several a table.

    A single dossier without a verdict has no page; in a table, those that have none are named.
    """
    verdicts = [decided.verdict for decided in found if decided.verdict is not None]
    if advised := [decided.advice for decided in found if decided.advice is not None]:
        from cnam_rules.render.html import outline_html
        from cnam_rules.render.markdown import outline_markdown

        return outline_html(advised[0], lang) if form == "html" else outline_markdown(advised[0])
    if len(found) > 1:
        from cnam_rules.render.cohort import cohort_html, cohort_markdown

        table = cohort_html if form == "html" else cohort_markdown
        return table(verdicts, lang, undecided=[one.name for one in found if one.verdict is None])
    pages = {"html": Verdict.html, "markdown": Verdict.markdown, "timeline": Verdict.timeline}
    return "".join(pages[form](verdict, lang) for verdict in verdicts)


def _refuse_pages_of_one(asked: Asked, form: str, found: int) -> None:
    """Refuse what only one dossier has, when there are several.

    Raises:
        InputError: that is what is asked for.
    """
    if form == "timeline":
        raise InputError([Fault("--format", "usage-one-timeline", {"found": str(found)})])
    if asked.advice and form not in ("text", "json"):
        raise InputError([Fault("--advice", "usage-one-advice", {"found": str(found)})])


def find_ruleset(name: str) -> RuleSet:
    """The rule set of that file, or of that id among those that come with the library.

    Raises:
        RuleSetError: there is none, or it has faults.
    """
    if is_there(name, Path.is_file) or (name.endswith((".yaml", ".yml")) and "\0" not in name):
        return read_ruleset(name)
    return packaged().ruleset(name)


def _rules(name: str) -> RuleSet | str:
    """The rule set asked for; only its name when it has several versions: each dossier's dates choose one.

    Raises:
        RuleSetError: there is none, or it has faults.
    """
    several = not is_there(name, Path.is_file) and len(packaged().versions(name)) > 1
    return name if several else find_ruleset(name)


def _files(names: tuple[str, ...]) -> Iterator[str]:
    """The files; a pattern that the shell left as it is (Windows' does) stands for what it matches."""
    for name in names:
        pattern = "*" in name and not is_there(name, Path.exists)
        matching = sorted(glob(name)) if pattern else []  # noqa: PTH207 - Path.glob refuses absolute patterns
        yield from matching or (name,)


def _decide(name: str, asked: Asked, ruleset: RuleSet | str | None, out: Output, *, one: bool) -> _Decided:
    """Decide one file; whatever goes wrong with it is its own, and the others are decided."""
    try:
        dossier = _load(name, asked, ruleset)
        verdict = decide(
            dossier,
            as_of=asked.as_of,
            ruleset=ruleset,
            readings=asked.readings,
            engine=asked.engine,
        )
        row = Row.of(name, verdict, out)
        said, told = "", None
        if asked.facts:
            said = json.dumps(facts_document(verdict), ensure_ascii=False, separators=(",", ":"))
        elif asked.advice:
            advice = advise(
                dossier,
                as_of=asked.as_of,
                ruleset=ruleset,
                readings=asked.readings,
                engine=asked.engine,
            )
            if asked.json:
                said = advice.to_json()
            else:
                told = _told(advice, out.lang)
            if told is not None and asked.options.get("--format", DECIDE_FORMATS[0]) == "text":
                said = outline_text(told, width=out.page_width) + ("" if one else "\n")
        elif asked.json:
            said = verdict.to_json()
        elif one:
            said = verdict.text(out.lang, width=out.page_width)
        return _Decided(name, STATUSES[verdict.status], said, row, verdict=verdict, advice=told)
    except CnamRulesError as error:
        faults = faults_of(error, name)
    except Exception as error:  # noqa: BLE001 - a defect met on one dossier is told, and the others are decided
        faults = faults_of(error, name)
    return _Decided(name, status_of(faults), "", Row.of_faults(name, len(faults), out), faults)


def _told(advice: Advice, lang: str) -> Outline:
    """The advice and, where it names units, when to enrol in them."""
    said = advice.outline(lang)
    changes = [change for remedy in advice.remedies.found for change in remedy.changes]
    codes = [code for change in changes if isinstance(change, UnitsValidated) for code in change.codes]
    known = {fiche.programme for fiche in packaged().fiches.values()}
    if not codes or advice.verdict.programme not in known:
        return said
    from cnam_rules.plans import plan
    from cnam_rules.programmes import programme

    told = plan(programme(advice.verdict.programme), dict.fromkeys(codes), advice.verdict.as_of)
    return evolve(said, parts=(*said.parts, *told.outline(lang).parts))


def _load(name: str, asked: Asked, ruleset: RuleSet | str | None) -> Dossier:
    units = packaged().units if ruleset is None or isinstance(ruleset, str) else ruleset.units
    if name != STANDARD_INPUT:
        return dossiers.load(name, as_of=asked.as_of, units=units)
    return dossiers.loads(standard_input(), file=name, as_of=asked.as_of, units=units)


def standard_input() -> str:
    """What stands on the standard input, up to the largest size of a document.

    Raises:
        DossierError: it can't be read.
    """
    if sys.stdin is None:  # the caller closed it before we began
        detail = "stdin"
        raise DossierError([Fault("$", "unreadable-file", {"detail": detail}, file=STANDARD_INPUT)])
    text, faults = read_text(getattr(sys.stdin, "buffer", sys.stdin), name=STANDARD_INPUT)
    if text is None:
        raise DossierError(faults)
    return text


def _distinct(faults: list[Fault]) -> list[Fault]:
    """Each fault once, in order."""
    return [*{(f.file, f.path, f.code, f.line, f.column, *f.args.values()): f for f in faults}.values()]


def _example(asked: Asked, out: Output) -> str:
    """The command that shows one of the verdicts in full, `{file}` standing for its file."""
    options = [f"--as-of {asked.as_of.isoformat()}"]
    options += [f"--reading {name}={choice}" for name, choice in asked.readings.items()]
    options += [f"--{name} {value}" for name in ("ruleset", "engine") if (value := getattr(asked, name))]
    if out.lang != LANGUAGES[0]:
        options.append(f"--lang {out.lang}")
    return f"cnam-rules decide {{file}} {' '.join(options)}"
