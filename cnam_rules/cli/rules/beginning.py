"""`cnam-rules rules new`: the beginnings of a title's rule files, from a few answers."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

from cnam_rules.cli.trouble import INPUT_ERROR, report
from cnam_rules.cli.writing import unwritten
from cnam_rules.decoding import Decoder, cut
from cnam_rules.documents import Node
from cnam_rules.dossier import normalise
from cnam_rules.faults import Fault
from cnam_rules.schema import schema_text
from cnam_rules.skeletons import NAMES, Title, rule_files

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output

__all__ = ["run"]

QUESTIONS: Final = ("programme", "intitule", "intitule_en", "texte", "du", "ue")
"""What is asked, in order; the options have the same names."""
OPTIONAL: Final = ("intitule_en", "ue")
"""What may be left unanswered."""
_SCHEMAS: Final = ("jeu", "fiche")


def run(asked: Asked, out: Output) -> int:
    """Write the programme and the rule set of a title into a folder, right as they stand."""
    folder = Path(asked.names[0])
    answers = {name.removeprefix("--").replace("-", "_"): said for name, said in asked.options.items()}
    if _can_ask(out) and not asked.json:
        answers = _ask(answers, out)
    faults: list[Fault] = []
    title = _title(folder, answers, faults)
    shared = _shared_schemas(folder)
    wanted = rule_files(title, schemas=shared or "schemas") if title is not None else {}
    texts = {folder / name: text for name, text in wanted.items()}
    if title is not None and shared is None:
        schemas = {folder / "schemas" / f"{of}.schema.json": of for of in _SCHEMAS}
        texts |= {path: schema_text(of) for path, of in schemas.items() if not os.path.lexists(path)}
    # What is there already is told even beside a wrong answer: every fault at once.
    there = [str(folder / name) for name in NAMES if os.path.lexists(folder / name)]
    faults += [Fault("$", "file-exists", {"found": name}, file=name) for name in there]
    if not faults:
        written = [unwritten(path, text, over=False) for path, text in texts.items()]
        faults += [fault for fault in written if fault is not None]
    if faults:
        report(faults, out, as_json=asked.json)
        return INPUT_ERROR
    files = [str(path) for path in texts]
    if asked.json:
        out.json({"files": files})
        return 0
    for name in files:
        out.lines(out.say("written", mark="✓", file=name) + "\n")
    out.write(
        "\n" + out.say("new-next", folder=quote(str(folder)), jury=quote(str(folder / "jury.yaml"))) + "\n"
    )
    return 0


def _shared_schemas(folder: Path) -> str | None:
    """The schemas that stand beside the folder, as in the library's own rules; None when none do."""
    beside = folder.resolve().parent / "schemas"
    there = all((beside / f"{of}.schema.json").is_file() for of in _SCHEMAS)
    return "../schemas" if there else None


def _can_ask(out: Output) -> bool:
    """Whether somebody is there to answer."""
    return out.terminal and sys.stdin is not None and sys.stdin.isatty()


def _ask(given: Mapping[str, str], out: Output) -> dict[str, str]:
    """The answers, asked for where no option gives them, and again while they can't be used."""
    answers = dict(given)
    out.write(out.say("new-about") + "\n\n")
    for name in QUESTIONS:
        while name not in answers:
            out.write(out.say(f"ask-{name}") + " ")
            out.flush()
            line = sys.stdin.readline()
            if not line:  # whoever answered left
                return answers
            faults: list[Fault] = []
            answer = line.strip()
            if answer or name not in OPTIONAL:
                _READERS.get(name, _text)(answer, f"--{name}", faults)
            if not faults:
                answers[name] = answer
            report(faults, out)
    return answers


def _title(folder: Path, answers: Mapping[str, str], faults: list[Fault]) -> Title | None:
    """What was answered; None beside a fault."""
    found = {}
    for name in QUESTIONS:
        option = f"--{name.replace('_', '-')}"
        if answers.get(name) or (name in answers and name not in OPTIONAL):
            found[name] = _READERS.get(name, _text)(answers[name], option, faults)
        elif name not in OPTIONAL:
            faults.append(Fault(option, "usage-missing-option", {"expected": option}))
    if faults:
        return None
    return Title(
        id=folder.resolve().name,
        programme=str(found["programme"]),
        intitule=str(found["intitule"]),
        texte=str(found["texte"]),
        du=date.fromisoformat(str(found["du"])),
        intitule_en=str(found["intitule_en"]) if "intitule_en" in found else None,
        ue=[code for code in str(found.get("ue", "")).split(",") if code],
    )


def _text(answer: str, option: str, faults: list[Fault]) -> str:
    """A text that isn't blank and that a file may hold."""
    if not answer.strip():
        faults.append(Fault(option, "not-a-text", {"found": answer}))
    elif not answer.isprintable():
        bad = next(c for c in answer if not c.isprintable())
        faults.append(Fault(option, "control-character", {"found": f"U+{ord(bad):04X}"}))
    return answer.strip()


def _day(answer: str, option: str, faults: list[Fault]) -> str:
    """A date, as it is written in files."""
    decoder = Decoder()
    day = decoder.date(Node(answer, option, raw=answer))
    faults += decoder.faults
    if day is not None and not 1900 <= day.year <= 2190:
        faults.append(Fault(option, "date-out-of-range", {"found": answer, "expected": "1900 … 2190"}))
    return answer


def _codes(answer: str, option: str, faults: list[Fault]) -> str:
    """The codes of units, with commas between, as rule files write them."""
    codes = [normalise(code) for code in re.split("[,;]", answer) if code.strip()]
    wrong = [code for code in codes if not (code.isascii() and code.isalnum())]
    faults += [Fault(option, "not-a-code", {"found": cut(code)}) for code in wrong]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        faults.append(Fault(option, "listed-twice", {"found": ", ".join(twice)}))
    return ",".join(codes)


_READERS: Final[Mapping[str, Callable[[str, str, list[Fault]], str]]] = {"du": _day, "ue": _codes}
