"""The parts of the manual that repeat what the code or the rule files say, written from them.

`python -m tests.manual` rewrites those parts in place; `test_manual.py` fails when a page has fallen behind.
Each part stands between two comments, `<!-- from the code: NAME -->` and `<!-- end -->`.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from cnam_rules.cohorts import TABLES
from cnam_rules.cohorts.shares import AXES, WHOLE
from cnam_rules.cohorts.spoiling import SPOILS
from cnam_rules.facade import rulesets
from cnam_rules.faults import Fault
from cnam_rules.language.model import Reading
from cnam_rules.schema import KINDS, schema_text
from conftest import run, without_trailing_space
from tests.coded import codes_by_page

ROOT = Path(__file__).parent.parent
TITLE = "titre-casp/jury"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WHOLE_VERDICT = re.compile(
    r"(?P<before>^```console\n\$ (?P<command>cnam-rules decide [^\n]*[^\\\n])\n)(?P<output>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
PART = re.compile(r"(<!-- from the code: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

FAULT_GROUPS: Mapping[str, tuple[str, ...]] = codes_by_page()
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
        lines.append(f"| [`{code}`](errors/{group}.md#{code}) | {said[0]} | {said[1]} |")
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


def cohort_shares() -> str:
    """What a synthetic cohort is made of: each axis, its cases and their shares."""
    lines = ["| what | case | in 100 dossiers | what is so |", "|---|---|---|---|"]
    for axis, cases in AXES.items():
        for case, told in cases.items():
            lines.append(f"| {axis} | `{case}` | {told.share / (WHOLE // 100):g} | {told.said} |")
    return "\n".join(lines)


def cohort_faults() -> str:
    """How a school's export goes wrong: each fault that a spoiled cohort has, and what is said of it."""
    lines = ["| table | fault | what is wrong | the reader says | in CSV alone |", "|---|---|---|---|---|"]
    for table, faults_ in SPOILS.items():
        for name, told in faults_.items():
            alone = "yes" if told.text else ""
            lines.append(f"| `{table}` | `{name}` | {told.said} | `{told.code}` | {alone} |")
    return "\n".join(lines)


def cohort_tables() -> str:
    """The columns of each table of a cohort."""
    lines = ["| table | column | holds | meaning | empty |", "|---|---|---|---|---|"]
    for table in TABLES.values():
        for name, column in table.cells.items():
            holds = column.type.replace(",", ", ")
            empty = f"`{column.default}`" if column.default else "required" if column.required else "unknown"
            lines.append(f"| `{table.name}` | `{name}` | {holds} | {column.says} | {empty} |")
    return "\n".join(lines)


PARTS: Mapping[str, Callable[[], str]] = {
    **{f"faults-{group}": partial(faults, group) for group in FAULT_GROUPS},
    "readings": readings,
    "offering": offering,
    "cohort-shares": cohort_shares,
    "cohort-faults": cohort_faults,
    "cohort-tables": cohort_tables,
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
