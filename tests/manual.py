"""The parts of the manual that repeat what the code or the rule files say, written from them.

`python -m tests.manual` rewrites those parts in place; `test_manual.py` fails when a page has fallen behind.
Each part stands between two comments, `<!-- from the code: NAME -->` and `<!-- end -->`.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from cnam_rules.facade import rulesets
from cnam_rules.faults import Fault
from cnam_rules.language.model import Reading
from cnam_rules.schema import KINDS, schema_text
from conftest import run, without_trailing_space

ROOT = Path(__file__).parent.parent
TITLE = "titre-casp/jury"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WHOLE_VERDICT = re.compile(
    r"(?P<before>^```console\n\$ (?P<command>cnam-rules decide [^\n]*[^\\\n])\n)(?P<output>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
PART = re.compile(r"(<!-- from the code: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

_CODES: Mapping[str, str] = {
    "file": """
        file-not-found file-is-a-folder file-exists file-forbidden unreadable-file
        not-utf8 not-unicode empty several-documents too-big too-deep too-many-values
        yaml-syntax yaml-indent yaml-tab yaml-dash yaml-colon yaml-quote yaml-character yaml-unclosed
        yaml-anchor yaml-tag json-syntax duplicate-key key-not-text control-character
        number-too-long
    """,
    "value": """
        unknown-key missing-key one-of listed-twice not-a-mapping not-a-list not-a-text text-too-long
        unknown-word not-a-date impossible-date date-out-of-range not-a-number decimal-comma not-in-range
        too-precise negative wrong-type
    """,
    "dossier": """
        unknown-programme unknown-ue not-a-code code-not-normalised typed-code ue-twice ue-in-programme
        mark-out-of-range mark-too-precise missing-end end-before-start experience-in-the-future
        stage-in-the-future entry-in-the-future quotite-out-of-range more-days-than-spell
        more-hours-than-spell defended-before-written defended-not-written validated-before-defended
        validated-not-defended validated-before-written validated-not-written unknown-condition
        expires-before-granted end-unknown
        born-after born-in-the-future not-a-step-name
        not-a-register-code reserved-word
        unknown-decision decision-out-of-bounds decision-twice no-value-yet
    """,
    "rules": """
        not-a-rule-file no-rule-file no-rules-folder id-twice no-condition no-term no-credits
        no-coefficient not-an-expression
        not-the-unit days-or-a-month not-an-academic-year too-few-choices choice-does-not-fit unused-reading
        reading-cycle no-situations not-a-name expects-nothing unknown-parent several-parents extends-itself
        faulty-parent options-clash two-moments moment-says-more
        overrides-nothing retired-and-given reason-needed only-a-model versions-overlap bound-not-exact
        unused-value dates-out-of-order two-bounds bounds-reversed default-out-of-bounds value-in-two-units
        no-value-for-yes
    """,
    "tables": """
        rows-overlap rows-leave-a-gap row-never-hit table-too-large too-many-entries unknown-input
        unknown-output output-missing not-the-quantity no-value-between not-a-window not-an-edge
        window-unclear reserved-in-tables table-name-taken example-miscounted programme-told-twice
        form-of-rules-only
    """,
    "questions": """
        no-such-programme several-programmes not-a-question unknown-table not-told no-such-unit
        year-without-unit day-of-another-year several-sessions class-before-enrolment
    """,
    "remarks": """
        always-true never-true thresholds-clash dead-reading
        unused-measure same-choice same-condition same-label placeholder-source number-differs no-example
        no-example-of unread-value allowed-without-reason allowed-in-vain
    """,
    "choosing": """
        unknown-ruleset several-rulesets other-programme none-in-force none-in-force-yet several-in-force
        several-may-apply entry-needed unknown-reading unknown-choice
    """,
    "verdict": "not-a-verdict verdict-altered only-a-hypothesis",
    "receipts": "not-a-receipt not-a-fingerprint other-dossier other-verdict",
    "hypotheses": "list-unknown not-held not-a-path no-such-place",
    "engines": """
        prover-unavailable engine-unavailable engine-failed program-too-large engines-disagree defect
        pdf-unavailable
    """,
    "command": """
        usage usage-missing-command usage-unknown-command usage-missing-day usage-missing-file
        usage-missing-id usage-missing-value usage-missing-folder usage-missing-option usage-missing-verdict
        usage-needless-value usage-no-name usage-one-advice
        usage-one-name usage-one-timeline usage-pair usage-pdf-out usage-reading usage-twice
        usage-unknown-option usage-versus usage-two-files cannot-write writes-over-dossier writes-over-rules
    """,
}
FAULT_GROUPS: Mapping[str, tuple[str, ...]] = {group: tuple(codes.split()) for group, codes in _CODES.items()}
"""Every code of a fault, by the part of `docs/reference/errors.md` that tells it."""


def catalogue(table: str) -> Mapping[str, str]:
    """The French sentences of a table, by name, as the file has them."""
    text = (ROOT / "cnam_rules" / "messages" / "fr.toml").read_text(encoding="utf-8")
    sentences: Mapping[str, str] = tomllib.loads(text)[table]
    return sentences


_BLANKS: Mapping[str, str] = {
    name: f"`{name}`" for name in ("found", "expected", "detail", "reading", "programme", "entered", "as_of")
}


def faults(group: str) -> str:
    """A table of the faults of one group: the code, then each language's sentence and what to do."""
    lines = ["| code | in French | in English |", "|---|---|---|"]
    for code in FAULT_GROUPS[group]:
        fault = Fault("$", code, _BLANKS)
        said = [f"{_cell(fault.message(lang))} *{_cell(fault.hint(lang))}*" for lang in ("fr", "en")]
        lines.append(f"| `{code}` | {said[0]} | {said[1]} |")
    return "\n".join(lines)


def _cell(sentence: str) -> str:
    """A sentence in a table's cell, with nothing that Markdown would take for its own."""
    for character in "\\*|[]<":
        sentence = sentence.replace(character, f"\\{character}")
    return sentence


def readings() -> str:
    """Every reading of the title's rule file: its question, its choices, the one retained and why."""
    (ruleset,) = (known for known in rulesets() if known.id == TITLE)
    bearing: dict[str, list[str]] = {name: [] for name in ruleset.readings}
    for condition in ruleset.conditions:
        for name in ruleset.readings_of(condition):
            bearing[name].append(condition.id)
    return "\n\n".join(_reading(reading, bearing[name]) for name, reading in ruleset.readings.items())


def _reading(reading: Reading, conditions: list[str]) -> str:
    lines = [
        f"### `{reading.name}`",
        "",
        f"**{reading.question.en}** ({reading.question.fr})",
        "",
        f"Bears on: {', '.join(f'`{condition}`' for condition in conditions)}.",
        "",
    ]
    for choice in reading.choix:
        retained = ", **retained**" if choice.name == reading.retenue else ""
        lines.append(f"- `{choice.name}`{retained}: {choice.libelle.en}.")
    lines += ["", f"Why: {reading.raison.en}"]
    return "\n".join(lines)


def offering() -> str:
    """When each unit of the title is offered, as the rule file has it."""
    (ruleset,) = (known for known in rulesets() if known.id == TITLE)
    years = sorted({year for unit in ruleset.fiche.unites for year in unit.offre})
    lines = [f"| unit | ECTS | hours | {' | '.join(years)} |", "|---|---|---|" + "---|" * len(years)]
    for unit in ruleset.fiche.unites:
        cells = []
        for year in years:
            offer = unit.offre.get(year)
            session = "" if offer is None else "uncertain" if offer.session is None else offer.session.value
            cells.append(session + (" ?" if offer and offer.session and not offer.certaine else ""))
        ects, hours = unit.ects or "", unit.heures or ""
        lines.append(f"| {unit.code} | {ects} | {hours} | {' | '.join(cells)} |")
    return "\n".join(lines)


PARTS: Mapping[str, Callable[[], str]] = {
    **{f"faults-{group}": partial(faults, group) for group in FAULT_GROUPS},
    "readings": readings,
    "offering": offering,
}
"""What each part of the manual is written by."""


def brought_up_to_date(page: str) -> str:
    """A page with every part that comes from the code written anew."""
    return PART.sub(lambda part: f"{part[1]}\n{PARTS[part['name']]()}\n\n{part[3]}", page)


def _decided_again(shown: re.Match[str]) -> str:
    if "..." in shown["output"] or re.search(r"^\$ ", shown["output"], re.MULTILINE):
        return shown[0]
    if "artefacts/" in shown["command"]:  # files that the page's own commands make, and that may not be there
        return shown[0]
    output, _ = run(shown["command"], 0)
    return f"{shown['before']}{without_trailing_space(output)}```"


SCHEMAS: Mapping[Path, str] = {ROOT / "rules" / "schemas" / f"{of}.schema.json": of for of in KINDS}
"""The schemas that editors read, each with the kind of file that it is of."""


def rewrite() -> None:
    """Bring every page up to date, the verdicts it shows whole included; and the schemas for editors."""
    for path, of in SCHEMAS.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(schema_text(of), encoding="utf-8")
    for path in PAGES:
        before = path.read_text(encoding="utf-8")
        after = WHOLE_VERDICT.sub(_decided_again, brought_up_to_date(before))
        if after != before:
            path.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
