"""The expressions of a rule file, read into `cnam_rules.language.expressions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from attrs import evolve, frozen

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node
from cnam_rules.kernel import Compare, Op
from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Non,
    SiAlors,
    Toujours,
    Tous,
    UnAuMoins,
)
from cnam_rules.language.model import MeasureDef
from cnam_rules.language.readings import ReadingsReader
from cnam_rules.language.texts import bound_of
from cnam_rules.language.valeurs import KINDS_OF_VALUES, ValeursReader

__all__ = ["COMPARISON_KEYS", "FAILED", "FORMS", "ClauseForm", "ClauseReader", "Part", "yes_or_no"]

_OPS: Final[Mapping[str, Op]] = {op.value: op for op in Op}
COMPARISON_KEYS: Final = ("mesure", "est", *_OPS)
"""The keys of a comparison: a measure, and one bound."""
_YES_NO: Final[Mapping[str, bool]] = {"oui": True, "non": False}

FAILED: Final = Toujours(False)
"""Stands where an expression could not be read; a file with a fault gives no rule set, so it is never
decided with.
"""


def yes_or_no(decoder: Decoder, node: Node) -> bool:
    """`oui` or `non`; what is neither is a fault, and no."""
    return bool(node.value if isinstance(node.value, bool) else decoder.word(node, _YES_NO))


class Part(Enum):
    """What a key of an expression holds."""

    CLAUSE = "clause"
    CLAUSES = "clauses"
    COUNT = "count"
    YES_NO = "yes-no"


@frozen
class ClauseForm:
    """A form of expression that is neither a comparison nor a reading.

    Attributes:
        parts: what each of its keys holds; all are required, and the first tells the form.
        read: reads the whole from its keys.
    """

    parts: Mapping[str, Part]
    read: Callable[[ClauseReader, Mapping[str, Node]], Clause]


class ClauseReader:
    """Reads expressions.

    Args:
        decoder: collects the faults.
        readings: the readings that an expression may leave to be chosen.
        measures: the measures by name; None for one that is at fault already.
        values: the parameters and decisions that a comparison may name.
    """

    def __init__(
        self,
        decoder: Decoder,
        readings: ReadingsReader,
        measures: Mapping[str, MeasureDef | None],
        values: ValeursReader,
    ) -> None:
        self.decoder = decoder
        self.readings = readings
        self.measures = measures
        self.values = values

    def clause(self, node: Node) -> Clause:
        """An expression; one that can't be read is a fault, and `FAILED`."""
        return self.readings.or_value(node, "exige", self._plain_clause) or FAILED

    def _plain_clause(self, node: Node) -> Clause:
        """An expression that is not a reading; see `cnam_rules.language.expressions` for the forms."""
        keys = set(node.value) if isinstance(node.value, dict) else set()
        if "mesure" in keys:
            return self._comparison(node)
        firsts = [next(iter(form.parts)) for form in FORMS]
        for form, first in zip(FORMS, firsts, strict=True):
            if first in keys:
                entries = self.decoder.mapping(node, form.parts, required=form.parts)
                return form.read(self, entries) if len(entries) == len(form.parts) else FAILED
        expected = ("mesure", "lecture", *firsts)
        unknown = sorted(keys - {*expected, "est", "alors", *_OPS})
        near = {key: meant for key in unknown if (meant := suggest(key, expected))}
        key = next(iter(near), "")
        if key in node.keys:  # told where it stands, when it is no word of the language
            node = evolve(node, line=node.keys[key][0], column=node.keys[key][1])
        found = {"found": key} if key else {}
        suggestion = near.get(key)
        self.decoder.fault(
            node, "not-an-expression", expected=", ".join(expected), suggestion=suggestion, **found
        )
        return FAILED

    def terms(self, node: Node) -> tuple[Clause, ...]:
        """The expressions of a list, one at least."""
        terms = tuple(self.clause(term) for term in self.decoder.entries(node))
        if not terms and isinstance(node.value, tuple):
            self.decoder.fault(node, "no-term")
        return terms

    def at_least(self, entries: Mapping[str, Node]) -> Clause:
        """So many of several expressions."""
        terms = self.terms(entries["parmi"])
        n = self.decoder.integer(entries["au_moins"], least=1, most=max(1, len(terms)))
        return AuMoins(n or 0, terms)

    def _comparison(self, node: Node) -> Clause:
        keys = set(node.value) if isinstance(node.value, dict) else set()
        entries = self.decoder.mapping(node, COMPARISON_KEYS, required=("mesure",))
        measure = self.decoder.word(entries.get("mesure"), self.measures)
        ways = [key for key in entries if key != "mesure"]
        if len(ways) != 1:
            if not ways and not keys <= {"mesure"}:
                return FAILED  # what stands in its place is no operator, and is told
            found = {"found": ", ".join(ways)} if ways else {}
            self.decoder.fault(node, "one-of", expected=", ".join(("est", *_OPS)), **found)
            return FAILED
        if measure is None:
            return FAILED
        way, bound_node, unit = ways[0], entries[ways[0]], measure.kind.UNIT
        if isinstance(bound_node.value, dict) and KINDS_OF_VALUES.keys() & bound_node.value.keys():
            if way == "est" or unit is unit.OUI_NON:
                self.decoder.fault(node, "no-value-for-yes", found=measure.name)
                return FAILED
            return self.values.comparison(measure, _OPS[way], bound_node, self.measures) or FAILED
        bound = bound_of(self.decoder, bound_node, unit)
        if bound is None:
            return FAILED
        if (way == "est") != (unit is unit.OUI_NON):
            self.decoder.fault(node, "one-of", found=way, expected="est" if way != "est" else ", ".join(_OPS))
            return FAILED
        if way != "est":
            return Comparaison(Compare(measure.name, _OPS[way], bound))
        return Comparaison(Compare(measure.name, Op.AT_LEAST if bound else Op.LESS_THAN, 1))


FORMS: Final = (
    ClauseForm({"tous": Part.CLAUSES}, lambda reader, entries: Tous(reader.terms(entries["tous"]))),
    ClauseForm(
        {"un_au_moins": Part.CLAUSES}, lambda reader, entries: UnAuMoins(reader.terms(entries["un_au_moins"]))
    ),
    ClauseForm({"parmi": Part.CLAUSES, "au_moins": Part.COUNT}, ClauseReader.at_least),
    ClauseForm({"non": Part.CLAUSE}, lambda reader, entries: Non(reader.clause(entries["non"]))),
    ClauseForm(
        {"si": Part.CLAUSE, "alors": Part.CLAUSE},
        lambda reader, entries: SiAlors(reader.clause(entries["si"]), reader.clause(entries["alors"])),
    ),
    ClauseForm(
        {"toujours": Part.YES_NO},
        lambda reader, entries: Toujours(yes_or_no(reader.decoder, entries["toujours"])),
    ),
)
"""The forms of expression that are neither a comparison nor a reading, in the order they are looked for."""
