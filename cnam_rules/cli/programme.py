"""`cnam-rules programme`: what is known of a programme, or the answer to one question about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cnam_rules.catalogue import packaged
from cnam_rules.cli.writing import is_there
from cnam_rules.decoding import cut, suggest
from cnam_rules.faults import Fault, QuestionError
from cnam_rules.programmes import Programme, programme, read_programme
from cnam_rules.render.programme import continuations_text, programme_data, units_text
from cnam_rules.tables.kind import Misgiven
from cnam_rules.tables.load import QUESTIONS
from cnam_rules.tables.windows import read_day

if TYPE_CHECKING:
    from cnam_rules.cli.arguments import Asked
    from cnam_rules.cli.output import Output
    from cnam_rules.tables import TableAnswer
    from cnam_rules.tables.delay import DelayAnswer

__all__ = ["run"]

UNKNOWN: Final = 2
"""The exit status of an answer that isn't known, as that of a verdict that is to be established."""

_DELAY_INPUTS: Final = ("inscription", "premier_cours")


def run(asked: Asked, out: Output) -> int:
    """Tell what is known of a programme, or answer a question; 2 when the answer isn't known.

    Raises:
        QuestionError: there is no such programme or question, or it doesn't take what is given.
        RuleSetError: the files of programmes have faults.
    """
    if not asked.names:
        return _list(asked, out)
    found = _find(asked.names[0])
    if len(asked.names) == 1:
        if asked.json:
            out.json(found.as_dict())
        else:
            out.lines(found.text(out.lang, width=out.page_width))
        return 0
    question, *pairs = asked.names[1:]
    known = (*QUESTIONS, *found.tables)
    if question not in known:
        args = {"found": cut(question), "expected": ", ".join(known)}
        raise QuestionError([Fault("$", "not-a-question", args, suggest(question, known))])
    given = _given(pairs)
    if question == "delai":
        return _tell(_delay(found, given), asked, out)
    if question in found.tables:
        return _tell(found.ask(question, **given), asked, out)
    if given:
        raise QuestionError([_unknown_input(question, name, ()) for name in given])
    return _part(found, question, asked, out)


def _find(name: str) -> Programme:
    """The programme of that file, or of that code among those that come with the library.

    Raises:
        QuestionError: there is no such programme.
        RuleSetError: the file has faults.
    """
    if is_there(name, Path.is_file) or (name.endswith((".yaml", ".yml")) and "\0" not in name):
        return read_programme(name)
    return programme(name)


def _tell(answer: TableAnswer | DelayAnswer, asked: Asked, out: Output) -> int:
    if asked.json:
        out.json_text(answer.to_json())
    else:
        out.lines(answer.text(out.lang, width=out.page_width))
    return 0 if answer.known else UNKNOWN


def _part(found: Programme, question: str, asked: Asked, out: Output) -> int:
    """The units, or where the programme leads."""
    if asked.json:
        data = programme_data(found.fiche, found.renseignements)
        told: dict[str, Any] = data["renseignements"] or {}
        part = (
            {"unites": data["unites"], "remarques": data["remarques"]}
            if question == "unites"
            else {name: told.get(name, []) for name in ("poursuites", "passerelles")}
        )
        out.json({"programme": found.code, **part})
    elif question == "unites":
        out.lines(units_text(found.fiche, out.lang, width=out.page_width))
    else:
        out.lines(continuations_text(found.fiche, found.renseignements, out.lang, width=out.page_width))
    return 0


def _list(asked: Asked, out: Output) -> int:
    """The programmes that are known, and what each can be asked."""
    told = {read.fiche.id: read for read in packaged().renseignements.values()}
    fiches = packaged().fiches.values()
    questions = {
        fiche.id: [*QUESTIONS, *told[fiche.id].tables] if fiche.id in told else [QUESTIONS[0]]
        for fiche in fiches
    }
    if asked.json:
        out.json(
            {
                "programmes": [
                    {
                        "programme": fiche.programme,
                        "fiche": fiche.id,
                        "intitule": {"fr": fiche.intitule.fr, "en": fiche.intitule.en},
                        "questions": questions[fiche.id],
                    }
                    for fiche in fiches
                ]
            }
        )
        return 0
    headers = [out.say(f"column-{name}") for name in ("programme", "fiche", "title", "questions")]
    out.table(
        headers,
        [
            [fiche.programme, fiche.id, fiche.intitule.said(out.lang), ", ".join(questions[fiche.id])]
            for fiche in fiches
        ],
    )
    return 0


def _given(pairs: Sequence[str]) -> dict[str, str]:
    """The inputs of a question.

    Raises:
        QuestionError: with each that isn't written `NAME=VALUE`, or that is given two values.
    """
    given: dict[str, str] = {}
    faults = []
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            faults.append(Fault("$", "usage-pair", {"found": cut(pair)}))
        elif given.setdefault(name, value) != value:
            args = {"found": cut(name), "expected": cut(f"{given[name]}, {value}")}
            faults.append(Fault(cut(name), "usage-twice", args))
    if faults:
        raise QuestionError(faults)
    return given


def _delay(found: Programme, given: dict[str, str]) -> DelayAnswer:
    """The delay of access, from the two days given.

    Raises:
        QuestionError: with every day that isn't one.
    """
    faults = [_unknown_input("delai", name, _DELAY_INPUTS) for name in given if name not in _DELAY_INPUTS]
    days: dict[str, date | None] = dict.fromkeys(_DELAY_INPUTS)
    for name in _DELAY_INPUTS:
        if given.get(name, "inconnu") != "inconnu":
            try:
                days[name] = read_day(given[name])
            except Misgiven as error:
                args = {"found": cut(given[name]), "expected": error.expected}
                faults.append(Fault(name, error.code, args, error.suggestion))
    if faults:
        raise QuestionError(faults)
    return found.delay_of_access(enrolled=days["inscription"], first_class=days["premier_cours"])


def _unknown_input(question: str, name: str, known: Sequence[str]) -> Fault:
    args = {"found": cut(name), "expected": ", ".join(known) or "—", "table": question}
    return Fault(cut(name), "unknown-input", args, suggest(name, known))
