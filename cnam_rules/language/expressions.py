"""The expressions of the rule language, as a rule file writes them.

* `{mesure: experience, au_moins: 18 mois}`: at least so much (also `plus_de`, `au_plus`, `moins_de`);
* `{mesure: stage, au_moins: {decision: duree_du_stage}}`: a value that the file defines (also `parametre`);
* `{mesure: rapport_valide, est: oui}`: the measure is yes (or no, with `est: non`);
* `{tous: [ … ]}`: all of them;
* `{un_au_moins: [ … ]}`: at least one of them;
* `{au_moins: 2, parmi: [ … ]}`: at least so many of them;
* `{non: … }`: not that;
* `{si: …, alors: … }`: if this, then that, which is to say not this, or that;
* `{toujours: oui}`: always true (`non`: never);
* `{lecture: experience-mixte}`: whatever the chosen reading says.

`resolve` turns an expression into the kernel's nodes once every reading is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeAlias, TypeVar

from attrs import frozen

from cnam_rules import kernel

__all__ = [
    "AuMoins",
    "Clause",
    "Comparaison",
    "Lecture",
    "Non",
    "Reference",
    "SiAlors",
    "Toujours",
    "Tous",
    "UnAuMoins",
    "clauses_in",
    "resolve",
]

T = TypeVar("T")


@frozen
class Lecture(Generic[T]):
    """A place that a reading fills: with an expression, an option of a measure, or a convention.

    Attributes:
        name: the reading's name.
        choices: what each of its choices puts there.
    """

    name: str
    choices: Mapping[str, T]

    def chosen(self, readings: Mapping[str, str]) -> T:
        """What the chosen reading puts there."""
        return self.choices[readings[self.name]]


@frozen
class Reference:
    """A comparison of a measure with a parameter or a decision, as the file writes it.

    Attributes:
        measure: the measure's name.
        op: how it is compared.
        kind: `parametre` or `decision`.
        name: the name of the value.
    """

    measure: str
    op: kernel.Op
    kind: str
    name: str


@frozen
class Comparaison:
    """A measure against a bound (`mesure`).

    Attributes:
        compare: the comparison, as engines take it.
        valeur: the value that the file names instead of writing a bound; `compare` then asks a measure of its
            own whether the value is reached (see `cnam_rules.measures.seuil`).
    """

    compare: kernel.Compare
    valeur: Reference | None = None

    @property
    def mesure(self) -> str:
        """The measure that the file names: the one that is compared, with a bound or with a value."""
        return self.compare.measure if self.valeur is None else self.valeur.measure


@frozen
class Toujours:
    """Always true, or never (`toujours`)."""

    value: bool


@frozen
class Tous:
    """All of the terms (`tous`)."""

    terms: tuple[Clause, ...]


@frozen
class UnAuMoins:
    """At least one of the terms (`un_au_moins`)."""

    terms: tuple[Clause, ...]


@frozen
class AuMoins:
    """At least `n` of the terms (`au_moins` … `parmi`)."""

    n: int
    terms: tuple[Clause, ...]


@frozen
class Non:
    """Not the term (`non`)."""

    term: Clause


@frozen
class SiAlors:
    """If `si`, then `alors`: not the one, or the other."""

    si: Clause
    alors: Clause


Clause: TypeAlias = "Comparaison | Toujours | Tous | UnAuMoins | AuMoins | Non | SiAlors | Lecture[Clause]"


def resolve(clause: Clause, readings: Mapping[str, str]) -> kernel.Expr:
    """The kernel expression that a clause is under these readings.

    Raises:
        KeyError: a reading it depends on is not chosen.

    >>> resolve(SiAlors(Toujours(True), Toujours(False)), {})
    Any(terms=(Not(term=Constant(value=True)), Constant(value=False)))
    """
    match clause:
        case Comparaison(compare):
            return compare
        case Toujours(value):
            return kernel.Constant(value)
        case Tous(terms):
            return kernel.All(tuple(resolve(term, readings) for term in terms))
        case UnAuMoins(terms):
            return kernel.Any(tuple(resolve(term, readings) for term in terms))
        case AuMoins(n, terms):
            return kernel.AtLeast(n, tuple(resolve(term, readings) for term in terms))
        case Non(term):
            return kernel.Not(resolve(term, readings))
        case SiAlors(si, alors):
            return kernel.Any((kernel.Not(resolve(si, readings)), resolve(alors, readings)))
        case Lecture():
            return resolve(clause.chosen(readings), readings)


def clauses_in(clause: Clause) -> Iterator[Clause]:
    """A clause and every clause inside it, those of every choice of a reading included."""
    yield clause
    inside: tuple[Clause, ...] = ()
    match clause:
        case Tous(terms) | UnAuMoins(terms) | AuMoins(terms=terms):
            inside = terms
        case Non(term):
            inside = (term,)
        case SiAlors(si, alors):
            inside = (si, alors)
        case Lecture(choices=choices):
            inside = tuple(choices.values())
        case Comparaison() | Toujours():
            pass
    for part in inside:
        yield from clauses_in(part)
