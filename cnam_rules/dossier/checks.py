"""Whether a dossier holds together: types, bounds, and facts that contradict each other.

The one home of these checks, for a dossier read from a file and for one built in Python. An inconsistency of
fact is a fault; a missing fact is an unknown, and no fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Final, TypeAlias, TypeGuard, TypeVar

from cnam_rules.decoding import cut, suggest
from cnam_rules.documents import MAX_DIGITS, child
from cnam_rules.dossier.check_acquis import check_acquis
from cnam_rules.dossier.codes import near_miss, normalise
from cnam_rules.dossier.model import (
    Decision,
    Derogation,
    Dossier,
    EnCours,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
)
from cnam_rules.faults import Fault
from cnam_rules.speech import exact_decimal

__all__ = ["FIRST_DAY", "LAST_DAY", "LONGEST_TEXT", "STEP_NAME", "Units", "check"]

Units: TypeAlias = Mapping[str, Collection[str]]
"""For each programme, the codes of the UE and units of activity it knows."""

FIRST_DAY: Final = date(1900, 1, 1)
"""The earliest date that a dossier may hold: an older one is a slip of the keyboard."""
LAST_DAY: Final = date(2199, 12, 31)
"""The latest date that a dossier may hold."""
LONGEST_TEXT: Final = 10_000
"""The most characters in one text."""

_UNREADABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HUGE: Final = 10**30
"""From here on a number is no fact, and isn't written out in a message."""
STEP_NAME: Final = re.compile(r"[^\W\d_]\w*")
"""A name for a step: letters, digits and `_`, a letter first. Unicode, in its composed form."""
_LONGEST_CODE: Final = 20
_LONGEST_NAME: Final = 60
_SHOWN_CODES: Final = 40
_T = TypeVar("_T")


def check(dossier: Dossier, *, as_of: date | None = None, units: Units | None = None) -> list[Fault]:
    """Every fault of a dossier.

    Args:
        dossier: the dossier, whatever its attributes hold.
        as_of: the day of the decision; an experience, a stage or an entry into training after it is a fault.
            Without it nothing is in the future.
        units: the codes each programme knows; with it an unknown programme is a fault, and so is a UE that
            the programme does not know and that isn't marked `hors_programme`.

    Returns:
        The faults, with paths (`$.ue[3].code`) and no place in a file; empty when the dossier holds together.

    Raises:
        TypeError: `as_of` is no date (a datetime is none).

    >>> [fault.code for fault in check(Dossier("D-1", "RNCP36625", ue=(Ue("FPG003", note=Fraction(21)),)))]
    ['mark-out-of-range']
    """
    if as_of is not None and not _is_day(as_of):
        raise TypeError(f"as_of is a datetime.date, not {as_of!r}")
    checks = Checks(as_of)
    checks.dossier(dossier, units)
    return checks.faults


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


class Checks:
    """The checks of one dossier. Each takes a path and a value, and adds what it finds to `faults`."""

    def __init__(self, as_of: date | None) -> None:
        self.as_of = as_of
        self.faults: list[Fault] = []

    def fault(self, path: str, code: str, *, suggestion: str | None = None, **args: str) -> None:
        self.faults.append(Fault(path, code, args, suggestion))

    # What each attribute may hold. Each says whether the value is there and sound.

    def text(
        self, value: object, path: str, *, optional: bool = False, longest: int = LONGEST_TEXT
    ) -> TypeGuard[str]:
        if value is None and optional:
            return False
        if not isinstance(value, str):
            self.wrong_type(value, path, "str")
        elif not value.strip():
            self.fault(path, "not-a-text", found=cut(value))
        elif len(value) > longest:
            self.fault(path, "text-too-long", expected=str(longest))
        elif bad := _UNREADABLE.search(value):
            self.fault(path, "control-character", found=f"U+{ord(bad[0]):04X}")
        else:
            return True
        return False

    def day(self, value: object, path: str, *, optional: bool = False) -> TypeGuard[date]:
        if value is None and optional:
            return False
        if not _is_day(value):
            self.wrong_type(value, path, "datetime.date")
        elif not FIRST_DAY <= value <= LAST_DAY:
            self.fault(path, "date-out-of-range", found=str(value), expected=f"{FIRST_DAY} … {LAST_DAY}")
        else:
            return True
        return False

    def answer(self, value: object, path: str, *, optional: bool = True) -> None:
        if not isinstance(value, bool) and not (value is None and optional):
            self.wrong_type(value, path, "bool | None" if optional else "bool")

    def member(self, value: object, path: str, words: type[Enum], *, optional: bool = True) -> None:
        if not isinstance(value, words) and not (value is None and optional):
            self.wrong_type(value, path, f"{words.__name__} | None" if optional else words.__name__)

    def number(self, value: object, path: str) -> TypeGuard[Fraction | int]:
        """A number that a file can hold exactly."""
        if value is None:
            return False
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
            self.wrong_type(value, path, "fractions.Fraction | None")
        elif not writable(value):
            self.fault(path, "too-precise", found=_shown(value), expected="12, 12.5, 1/3")
        else:
            return True
        return False

    def quantity(self, value: object, path: str) -> TypeGuard[Fraction | int]:
        if not self.number(value, path):
            return False
        if value < 0:
            self.fault(path, "negative", found=_shown(value))
        return True

    def items(
        self, value: object, path: str, kind: type[_T], *, optional: bool = True
    ) -> list[tuple[str, _T]]:
        """The entries of a tuple that are what they should be, with their paths."""
        if value is None and optional:
            return []
        if not isinstance(value, tuple):
            self.wrong_type(value, path, f"tuple[{kind.__name__}, ...]")
            return []
        found: list[tuple[str, _T]] = []
        for index, item in enumerate(value):
            if isinstance(item, kind):
                found.append((f"{path}[{index}]", item))
            else:
                self.wrong_type(item, f"{path}[{index}]", kind.__name__)
        return found

    def wrong_type(self, value: object, path: str, expected: str) -> None:
        self.fault(path, "wrong-type", found=type(value).__name__, expected=expected)

    # The dossier, part by part.

    def dossier(self, dossier: object, units: Units | None) -> None:
        if not isinstance(dossier, Dossier):
            self.wrong_type(dossier, "$", "Dossier")
            return
        self.text(dossier.dossier, "$.dossier")
        self.entry(dossier.entree_en_formation, "$.entree_en_formation")
        self.birth(dossier)
        self.ues(dossier, self.programme(dossier.programme, units))
        for path, experience in self.items(dossier.experiences, "$.experiences", Experience):
            self.experience(path, experience)
        for path, stage in self.items(dossier.stages, "$.stages", Stage):
            self.stage(path, stage)
        self.rapport(dossier.rapport, "$.rapport")
        self.etapes(dossier.etapes, "$.etapes")
        for path, derogation in self.items(dossier.derogations, "$.derogations", Derogation, optional=False):
            self.derogation(path, derogation)
        check_acquis(self, dossier.situation, dossier.diplomes, dossier.tests)
        self.decisions(dossier.decisions, "$.decisions")

    def derogation(self, path: str, derogation: Derogation) -> None:
        self.text(derogation.condition, f"{path}.condition")
        self.text(derogation.motif, f"{path}.motif")
        self.text(derogation.autorite, f"{path}.autorite")
        granted, last = derogation.date, derogation.jusqu_au
        sound = self.day(granted, f"{path}.date")
        if self.day(last, f"{path}.jusqu_au", optional=True) and sound and last < granted:
            self.fault(f"{path}.jusqu_au", "expires-before-granted", found=str(last), expected=str(granted))

    def decisions(self, value: object, path: str) -> None:
        first: dict[tuple[str, date], tuple[int, str]] = {}
        for index, (place, decision) in enumerate(self.items(value, path, Decision, optional=False)):
            sound = self.text(decision.objet, f"{place}.objet")
            sound = self.text(decision.valeur, f"{place}.valeur") and sound
            self.text(decision.autorite, f"{place}.autorite")
            self.text(decision.motif, f"{place}.motif")
            if self.day(decision.date, f"{place}.date") and sound:
                key = (decision.objet, decision.date)
                number, before = first.setdefault(key, (index + 1, decision.valeur))
                if before != decision.valeur:
                    self.fault(place, "decision-twice", found=cut(decision.objet), expected=str(number))

    def entry(self, value: object, path: str) -> None:
        if self.day(value, path, optional=True) and self.as_of is not None and value > self.as_of:
            self.fault(path, "entry-in-the-future", found=str(value), expected=str(self.as_of))

    def birth(self, dossier: Dossier) -> None:
        """A day of birth that isn't after what the candidate did: an entry into training, work, a stage."""
        born = dossier.naissance
        if not self.day(born, "$.naissance", optional=True):
            return
        lists = [spells for spells in (dossier.experiences, dossier.stages) if isinstance(spells, tuple)]
        done = [
            dossier.entree_en_formation,
            *(getattr(spell, "debut", None) for one in lists for spell in one),
        ]
        first = min((day for day in done if _is_day(day)), default=None)
        if first is not None and first < born:
            self.fault("$.naissance", "born-after", found=str(born), expected=str(first))
        elif self.as_of is not None and born > self.as_of:
            self.fault("$.naissance", "born-in-the-future", found=str(born), expected=str(self.as_of))

    def programme(self, programme: object, units: Units | None) -> Collection[str] | None:
        """The codes that the dossier's programme knows; None when nobody can tell."""
        if not self.text(programme, "$.programme") or units is None:
            return None
        try:
            return units[programme]
        except KeyError:
            known = sorted(units)
            self.fault(
                "$.programme",
                "unknown-programme",
                found=cut(programme),
                expected=_listed(known),
                suggestion=suggest(programme, known),
            )
            return None

    def ues(self, dossier: Dossier, known: Collection[str] | None) -> None:
        first: dict[str, tuple[int, tuple[object, ...]]] = {}
        for index, (path, ue) in enumerate(self.items(dossier.ue, "$.ue", Ue)):
            self.member(ue.obtention, f"{path}.obtention", Obtention)
            self.mark(ue.note, f"{path}.note")
            self.day(ue.date, f"{path}.date", optional=True)
            self.member(ue.statut, f"{path}.statut", StatutUe, optional=False)
            self.answer(ue.hors_programme, f"{path}.hors_programme", optional=False)
            if ue.echec is not None and not isinstance(ue.echec, bool):
                self.day(ue.echec, f"{path}.echec")
            if not self.code(path, ue):
                continue
            if known is not None:
                self.known(path, ue, dossier.programme, known)
            result = (ue.obtention, ue.note, ue.date, ue.statut, ue.hors_programme, ue.echec)
            number, before = first.setdefault(ue.code, (index + 1, result))
            if before != result:
                self.fault(f"{path}.code", "ue-twice", found=ue.code, expected=str(number))

    def code(self, path: str, ue: Ue) -> bool:
        if not self.text(ue.code, f"{path}.code", longest=_LONGEST_CODE):
            return False
        normal = normalise(ue.code)
        if not (normal.isascii() and normal.isalnum()):
            self.fault(
                f"{path}.code", "not-a-code", found=cut(ue.saisie if isinstance(ue.saisie, str) else ue.code)
            )
            return False
        if normal != ue.code:
            self.fault(f"{path}.code", "code-not-normalised", found=cut(ue.code), suggestion=normal)
            return False
        if self.text(ue.saisie, f"{path}.saisie", optional=True) and (
            ue.saisie == ue.code or normalise(ue.saisie) != ue.code
        ):
            self.fault(f"{path}.saisie", "typed-code", found=cut(ue.saisie), expected=ue.code)
        return True

    def known(self, path: str, ue: Ue, programme: str, known: Collection[str]) -> None:
        if ue.hors_programme is True and ue.code in known:
            self.fault(f"{path}.hors_programme", "ue-in-programme", found=ue.code, expected=programme)
        elif ue.hors_programme is False and ue.code not in known:
            self.fault(
                f"{path}.code",
                "unknown-ue",
                found=cut(ue.saisie if isinstance(ue.saisie, str) else ue.code),
                expected=_listed(sorted(known)),
                programme=programme,
                suggestion=near_miss(ue.code, known),
            )

    def mark(self, note: object, path: str) -> None:
        if not self.number(note, path):
            return
        if not 0 <= note <= 20:
            self.fault(path, "mark-out-of-range", found=_shown(note), expected="0 … 20")
        elif (note * 100).denominator != 1:
            self.fault(path, "mark-too-precise", found=_shown(note))

    def experience(self, path: str, experience: Experience) -> None:
        self.text(experience.intitule, f"{path}.intitule")
        self.text(experience.employeur, f"{path}.employeur", optional=True)
        self.spell(path, experience.debut, experience.fin, "experience-in-the-future")
        self.answer(experience.dans_le_champ, f"{path}.dans_le_champ")
        self.answer(experience.attestee, f"{path}.attestee")
        self.member(experience.statut, f"{path}.statut", StatutActivite)
        self.answer(experience.responsabilite, f"{path}.responsabilite")
        quotite = experience.quotite
        if self.number(quotite, f"{path}.quotite") and not 0 < quotite <= 1:
            self.fault(
                f"{path}.quotite", "quotite-out-of-range", found=_shown(quotite), expected="0 < quotité ≤ 1"
            )

    def stage(self, path: str, stage: Stage) -> None:
        self.text(stage.organisme, f"{path}.organisme")
        days = self.spell(path, stage.debut, stage.fin, "stage-in-the-future")
        self.answer(stage.dans_le_champ, f"{path}.dans_le_champ")
        self.answer(stage.atteste, f"{path}.atteste")
        if self.quantity(stage.jours, f"{path}.jours") and days is not None and stage.jours > days:
            self.fault(f"{path}.jours", "more-days-than-spell", found=_shown(stage.jours), expected=str(days))
        if self.quantity(stage.heures, f"{path}.heures") and days is not None and stage.heures > 24 * days:
            self.fault(
                f"{path}.heures", "more-hours-than-spell", found=_shown(stage.heures), expected=str(24 * days)
            )

    def spell(self, path: str, debut: object, fin: object, future: str) -> int | None:
        """Check both ends of a spell; its days, both ends counted, when it has ended and they make sense."""
        start = debut if self.day(debut, f"{path}.debut") else None
        if start is not None and self.as_of is not None and start > self.as_of:
            self.fault(f"{path}.debut", future, found=str(start), expected=str(self.as_of))
        if fin is None:
            self.fault(f"{path}.fin", "missing-end")
        elif not isinstance(fin, EnCours) and self.day(fin, f"{path}.fin") and start is not None:
            if fin >= start:
                return (fin - start).days + 1
            self.fault(f"{path}.fin", "end-before-start", found=str(fin), expected=str(start))
        return None

    def etapes(self, etapes: object, path: str) -> None:
        """Named steps: names are words, so that they can stand in a path and in a question."""
        if not isinstance(etapes, tuple):
            self.wrong_type(etapes, path, "dict[str, datetime.date | bool | None]")
            return
        names: set[str] = set()
        for pair in etapes:
            if not isinstance(pair, tuple) or len(pair) != 2 or not isinstance(pair[0], str):
                self.wrong_type(pair, path, "tuple[str, datetime.date | bool | None]")
                continue
            name, step = pair
            if not STEP_NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
                spelt = re.sub(r"\W+", "_", unicodedata.normalize("NFC", name[:_LONGEST_NAME])).strip("_")
                meant = spelt if STEP_NAME.fullmatch(spelt) and len(spelt) <= _LONGEST_NAME else None
                self.fault(child(path, name), "not-a-step-name", found=cut(name), suggestion=meant)
            elif name in names:
                self.fault(f"{path}.{name}", "listed-twice", found=name)
            elif not isinstance(step, bool):
                self.day(step, f"{path}.{name}")
            names.add(name)

    def rapport(self, rapport: object, path: str) -> None:
        if rapport is None:
            return
        if not isinstance(rapport, Rapport):
            self.wrong_type(rapport, path, "Rapport | None")
            return
        steps: dict[str, object] = {name: getattr(rapport, name) for name in ("redige", "soutenu", "valide")}
        for name, step in steps.items():
            if step is not None and not isinstance(step, bool):
                self.day(step, f"{path}.{name}")
        for earlier, later in (("redige", "soutenu"), ("soutenu", "valide"), ("redige", "valide")):
            one, two = steps[earlier], steps[later]
            if _is_day(one) and _is_day(two) and two < one:
                self.fault(f"{path}.{later}", _BEFORE[earlier, later], found=str(two), expected=str(one))
            elif one is False and (two is True or _is_day(two)):
                self.fault(f"{path}.{later}", _NOT[earlier, later], found="oui" if two is True else str(two))


_BEFORE: Final = {
    ("redige", "soutenu"): "defended-before-written",
    ("soutenu", "valide"): "validated-before-defended",
    ("redige", "valide"): "validated-before-written",
}
_NOT: Final = {
    ("redige", "soutenu"): "defended-not-written",
    ("soutenu", "valide"): "validated-not-defended",
    ("redige", "valide"): "validated-not-written",
}


def writable(number: Fraction | int) -> bool:
    """Whether a file can hold a number exactly: decimals that end, or a fraction of numbers below a million.

    >>> writable(Fraction(25, 2)), writable(Fraction(1, 3)), writable(Fraction(1, 3**20))
    (True, True, False)
    """
    exact = Fraction(number)
    if max(abs(exact.numerator), exact.denominator) >= _HUGE:
        return False
    if abs(exact.numerator) < 10**6 and exact.denominator < 10**6:
        return True
    return (decimal := exact_decimal(exact)) is not None and len(f"{decimal:f}") <= MAX_DIGITS


def _shown(number: Fraction | int) -> str:
    exact = Fraction(number)
    if max(abs(exact.numerator), exact.denominator) >= _HUGE:
        return "…"
    decimal = exact_decimal(exact)
    return cut(str(exact) if decimal is None else f"{decimal:f}")


def _listed(codes: Collection[str]) -> str:
    shown = ", ".join([*codes][:_SHOWN_CODES])
    return shown if len(codes) <= _SHOWN_CODES else f"{shown}, …"
