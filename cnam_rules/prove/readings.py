"""What is proved of readings: that no dossier tells the choices of one apart, whatever else is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from cnam_rules.language import ChosenRules
from cnam_rules.language.model import Condition, Reading
from cnam_rules.prove.asking import Prover, never
from cnam_rules.prove.choices import choices_of
from cnam_rules.prove.goals import Differs, Subject
from cnam_rules.prove.report import Finding, Unsettled
from cnam_rules.prove.witness import show, unshowable

__all__ = ["look_at_reading"]

_ELSEWHERE: Final = 6
"""Under how many choices of the other readings a dossier on which a reading matters is looked for."""


def look_at_reading(prover: Prover, reading: Reading) -> None:
    """Whether the choices of a reading say different things."""
    bearing = [c for c in prover.ruleset.conditions if reading.name in prover.ruleset.readings_of(c)]
    pairs = [*combinations([choice.name for choice in reading.choix], 2)]
    same = {pair: _alike(prover, reading, pair, bearing) for pair in pairs}
    place = (reading.file, reading.line)
    if all(why == "same" for why in same.values()):
        prover.counts["settled"] += 1
        prover.findings.append(Finding("reading-nothing", True, *place, reading.name))
        return
    for (one, other), why in same.items():
        args = (("one", one), ("second", other))
        if why in ("same", "differ"):
            prover.counts["settled"] += 1
        if why == "same":
            prover.findings.append(Finding("choices-alike", True, *place, reading.name, args))
        elif why not in ("differ", "unasked"):
            subject, _ = _compared(prover, reading, (one, other), {}, bearing)
            kinds = unshowable(subject) if why == "no-dossier" else ()
            prover.unsettled.append(Unsettled("choices-alike", *place, reading.name, why, kinds, args))


def _compared(
    prover: Prover,
    reading: Reading,
    pair: tuple[str, str],
    chosen: Mapping[str, str],
    bearing: Sequence[Condition],
) -> tuple[Subject, tuple[ChosenRules, ChosenRules]]:
    """Conditions under two choices of one reading, all else being equal."""
    one, other = (prover.under({**chosen, reading.name: choice}) for choice in pair)
    subject = Subject.of((one, prover.picked(one, bearing)), (other, prover.picked(other, bearing)))
    return subject, (one, other)


def _alike(prover: Prover, reading: Reading, pair: tuple[str, str], bearing: Sequence[Condition]) -> str:
    """`same` when no dossier tells two choices apart, whatever else is chosen; `differ` when one does.

    Else why that isn't settled; `unasked` when no dossiers are wanted.
    """
    shown_elsewhere, why = 0, "same"
    for condition in bearing:
        others = [name for name in prover.ruleset.readings_of(condition) if name != reading.name]
        choices = prover.counted(choices_of(prover.ruleset, others))
        for chosen in choices.tried:
            subject, parts = _compared(prover, reading, pair, chosen, [condition])
            question = subject.question((Differs(0),))
            impossible = never(question)
            if impossible:
                continue
            if impossible is None:
                why = "solver"
            elif not prover.dossiers:
                return "unasked"
            elif shown_elsewhere < _ELSEWHERE:
                if show(subject, question, parts, prover.begin) is not None:
                    return "differ"
                shown_elsewhere += 1
                why = "no-dossier"
        if why == "same" and not choices.complete:
            why = "choices"
    return why
