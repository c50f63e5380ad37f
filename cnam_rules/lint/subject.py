"""What is looked at: a rule set, with the tree it was read from, so that each remark has its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from cnam_rules import kernel
from cnam_rules.documents import Node
from cnam_rules.faults import Fault
from cnam_rules.language import Condition, RuleSet
from cnam_rules.language.expressions import (
    AuMoins,
    Clause,
    Comparaison,
    Lecture,
    Non,
    SiAlors,
    Toujours,
    Tous,
    UnAuMoins,
)

__all__ = ["GRAVE", "Located", "Subject", "canonical"]

GRAVE: Final = frozenset(("always-true", "never-true", "thresholds-clash", "dead-reading"))
"""The remarks that fail a check: a rule that can't mean what it says. The others are warnings."""


@frozen
class Located:
    """A clause, and where it stands.

    Attributes:
        clause: the clause.
        node: its place in the document.
        when: the choices of readings under which it counts, by reading.
        rising: whether what it belongs to comes nearer to being met when the clause becomes true.
    """

    clause: Clause
    node: Node
    when: tuple[tuple[str, str], ...] = ()
    rising: bool = True


@frozen
class Subject:
    """A rule set and its document.

    Attributes:
        ruleset: the rule set, which has no fault.
        root: the document it was read from, what it extends put under it.
    """

    ruleset: RuleSet
    root: Node

    def node(self, *keys: str | int) -> Node | None:
        """The value at these keys; None where the document has none."""
        node = self.root
        for key in keys:
            if isinstance(key, int):
                if not isinstance(node.value, tuple) or not key < len(node.value):
                    return None
                node = node.value[key]
                continue
            below = node.value.get(key) if isinstance(node.value, dict) else None
            if below is None:
                return None
            node = below
        return node

    def own(self, node: Node | None) -> bool:
        """Whether a place is in the file itself: what is inherited is told where it is written."""
        return node is not None and node.file in (None, self.ruleset.file)

    def remark(self, node: Node | None, code: str, **args: str) -> Iterator[Fault]:
        """A remark about a place of the file; none when the place is inherited."""
        if node is not None and self.own(node):
            yield Fault(node.path, code, args, file=self.ruleset.file, line=node.line, column=node.column)

    @property
    def conditions(self) -> Iterator[tuple[Condition, Node]]:
        """Each condition with its place."""
        for index, condition in enumerate(self.ruleset.conditions):
            node = self.node("conditions", index)
            if node is not None:
                yield condition, node

    def clauses(self, condition: Condition, node: Node) -> Iterator[Located]:
        """Every clause of a condition, those of every choice of a reading included.

        A `si` that becomes true takes the candidate away from being met, so its clauses do the contrary.
        """
        parts = node.value if isinstance(node.value, dict) else {}
        if condition.si is not None and "si" in parts:
            yield from self.inside(Located(condition.si, parts["si"], rising=False))
        if "exige" in parts:
            yield from self.inside(Located(condition.exige, parts["exige"]))

    def inside(self, whole: Located) -> Iterator[Located]:
        """A clause and every clause inside it."""
        yield whole
        for part in self.parts(whole):
            yield from self.inside(part)

    def parts(self, whole: Located) -> Iterator[Located]:
        """The clauses right below one."""
        entries: Mapping[str, Node] = whole.node.value if isinstance(whole.node.value, dict) else {}

        def listed(key: str, terms: tuple[Clause, ...]) -> Iterator[Located]:
            nodes = entries[key].value
            for term, node in zip(terms, nodes if isinstance(nodes, tuple) else (), strict=True):
                yield Located(term, node, whole.when, whole.rising)

        match whole.clause:
            case Tous(terms):
                yield from listed("tous", terms)
            case UnAuMoins(terms):
                yield from listed("un_au_moins", terms)
            case AuMoins(terms=terms):
                yield from listed("parmi", terms)
            case Non(term):
                yield Located(term, entries["non"], whole.when, not whole.rising)
            case SiAlors(si, alors):
                yield Located(si, entries["si"], whole.when, not whole.rising)
                yield Located(alors, entries["alors"], whole.when, whole.rising)
            case Lecture():
                yield from self._choices(whole, whole.clause)
            case Comparaison() | Toujours():
                return

    def _choices(self, whole: Located, reading: Lecture[Clause]) -> Iterator[Located]:
        for choice, clause in reading.choices.items():
            node = self.node("lectures", reading.name, "choix", choice, "exige")
            if node is not None:
                yield Located(clause, node, (*whole.when, (reading.name, choice)), whole.rising)


def canonical(clause: Clause) -> Clause:
    """A clause with each comparison as `au_moins`, negated or not: clauses that say the same compare equal.

    >>> from cnam_rules.kernel import Compare, Op
    >>> more = canonical(Comparaison(Compare("m", Op.MORE_THAN, 2)))
    >>> more == canonical(Comparaison(Compare("m", Op.AT_LEAST, 3)))
    True
    """
    match clause:
        case Comparaison(compare):
            bound, negated = compare.threshold
            plain = Comparaison(kernel.Compare(compare.measure, kernel.Op.AT_LEAST, bound))
            return Non(plain) if negated else plain
        case Toujours():
            return clause
        case Tous(terms):
            return Tous(tuple(canonical(term) for term in terms))
        case UnAuMoins(terms):
            return UnAuMoins(tuple(canonical(term) for term in terms))
        case AuMoins(n, terms):
            return AuMoins(n, tuple(canonical(term) for term in terms))
        case Non(term):
            inner = canonical(term)
            return inner.term if isinstance(inner, Non) else Non(inner)
        case SiAlors(si, alors):
            return SiAlors(canonical(si), canonical(alors))
        case Lecture(name, choices):
            return Lecture(name, {choice: canonical(term) for choice, term in choices.items()})
