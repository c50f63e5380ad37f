"""Parameters and decisions of random rule files, and the comparisons with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import field, frozen
from hypothesis import strategies as st

from cnam_rules.facts import Text
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures import KINDS, Conventions, Measure, Seuil
from cnam_rules.measures.valeurs import ENTREE, JOUR, DecisionPrevue, Parametre, ValeurDatee
from cnam_rules.testing.parts import Part, Readings
from cnam_rules.units import Unit

__all__ = ["Values"]

_OWN: Final = {
    Op.AT_LEAST: (Op.AT_LEAST, Op.AT_LEAST),
    Op.MORE_THAN: (Op.MORE_THAN, Op.AT_LEAST),
    Op.LESS_THAN: (Op.AT_LEAST, Op.LESS_THAN),
    Op.AT_MOST: (Op.MORE_THAN, Op.LESS_THAN),
}
"""Whether a value is reached or passed, and whether that is asked for or its contrary."""
_DAYS: Final = (date(2015, 1, 1), date(2023, 9, 1), date(2023, 9, 2), date(2024, 2, 29), date(2025, 11, 3))
_TEXT: Final = Text("une valeur", "a value")
_LABEL: Final = "{fr: une valeur, en: a value}"
_SOURCE: Final = "source: {clause: 1, extrait: x}"


@frozen
class _Value:
    """A value: what it is under a choice of the readings; its unit; and what a dossier may decide."""

    kind: str
    name: str
    unit: Unit
    means: Callable[[Readings], Parametre | DecisionPrevue]
    values: tuple[str, ...] = ()


@frozen
class Values:
    """The values of one file, written as they are drawn.

    Attributes:
        written: the lines of each, by kind.
    """

    written: dict[str, list[str]] = field(factory=lambda: {"parametre": [], "decision": []})
    _known: list[_Value] = field(factory=list)
    _seuils: dict[str, tuple[str, Op, _Value]] = field(factory=dict)

    @property
    def decisions(self) -> Mapping[str, tuple[str, ...]]:
        """What a dossier may decide, by name: some values that are within the bounds."""
        return {value.name: value.values for value in self._known if value.kind == "decision"}

    def lines(self) -> list[str]:
        """What the file says of them."""
        keys = {"parametre": "parametres:", "decision": "decisions:"}
        return [line for kind, lines in self.written.items() if lines for line in (keys[kind], *lines)]

    def comparison(
        self,
        draw: st.DrawFn,
        measure: tuple[str, str],
        op: Op,
        bound: Callable[[], tuple[str, int]],
        place: Callable[[str, Callable[[], Part[int]]], Part[int]],
    ) -> tuple[str, Compare]:
        """The value that a comparison names, as it is written, and the comparison that engines see.

        Args:
            draw: given by hypothesis.
            measure: the measure's name, and its kind.
            op: how it is compared.
            bound: draws a bound as it is written, and its number.
            place: lets a reading fill a place.
        """
        name, kind = measure
        unit = KINDS[kind].UNIT
        fit = [value for value in self._known if value.unit is unit]
        if bool(fit) and draw(st.booleans()):
            value = draw(st.sampled_from(fit))
        else:
            value = self._new(draw, unit, bound, place)
        own, asked = _OWN[op]
        seuil = f"{name} {own.value} {value.kind} {value.name}"
        self._seuils[seuil] = (name, own, value)
        return f"{{{value.kind}: {value.name}}}", Compare(seuil, asked, 1)

    def measures(
        self, measures: Mapping[str, Measure], chosen: Readings, conventions: Conventions
    ) -> dict[str, Measure]:
        """The comparisons as measures, under a choice of the readings."""
        return {
            seuil: Seuil(name, measures[name], op, value.means(chosen), conventions)
            for seuil, (name, op, value) in self._seuils.items()
        }

    def _new(
        self,
        draw: st.DrawFn,
        unit: Unit,
        bound: Callable[[], tuple[str, int]],
        place: Callable[[str, Callable[[], Part[int]]], Part[int]],
    ) -> _Value:
        name = f"v{len(self._known) + 1}"
        make = self._parameter if draw(st.booleans()) else self._decision
        value = make(draw, name, unit, bound, place)
        self._known.append(value)
        return value

    def _parameter(
        self, draw: st.DrawFn, name: str, unit: Unit, bound: Callable[[], tuple[str, int]], place: Any
    ) -> _Value:
        selon = draw(st.sampled_from((ENTREE, JOUR)))
        days = sorted({date(2000, 1, 1), *draw(st.lists(st.sampled_from(_DAYS), max_size=2))})

        def make() -> Part[int]:
            text, number = bound()
            return Part(text, lambda _: number)

        parts: Sequence[Part[int]] = [place(f"valeur {unit.value}", make) for _ in days]
        dated = [
            f"{{du: {day}, valeur: {part.text}, {_SOURCE}}}" for day, part in zip(days, parts, strict=True)
        ]
        listed = ", ".join(dated)
        self.written["parametre"].append(
            f"  {name}: {{libelle: {_LABEL}, selon: {selon}, valeurs: [{listed}]}}"
        )

        def means(chosen: Readings) -> Parametre:
            pairs = zip(days, parts, strict=True)
            values = tuple(ValeurDatee(day, part.means(chosen), "1", "x") for day, part in pairs)
            return Parametre(name, _TEXT, selon, values)

        return _Value("parametre", name, unit, means)

    def _decision(
        self, draw: st.DrawFn, name: str, unit: Unit, bound: Callable[[], tuple[str, int]], _: Any
    ) -> _Value:
        (low, least), (high, most) = sorted((bound(), bound()), key=lambda end: end[1])
        usual = draw(st.sampled_from((None, (low, least), (high, most))))
        default = "" if usual is None else f", par_defaut: {usual[0]}"
        self.written["decision"].append(
            f"  {name}: {{libelle: {_LABEL}, par: {_LABEL}, entre: [{low}, {high}]{default}, {_SOURCE}}}"
        )
        settled = None if usual is None else usual[1]
        wanted = DecisionPrevue(name, _TEXT, _TEXT, unit, least, most, settled, "1", "x")
        return _Value("decision", name, unit, lambda _: wanted, (low, high))
