"""The orders in which a cohort's candidates can stand: by what they lack, of all conditions or of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast, get_args

from attrs import frozen

from cnam_rules.decoding import cut, suggest
from cnam_rules.faults import Fault, QuestionError
from cnam_rules.kernel import Status, VerdictStatus

if TYPE_CHECKING:
    from cnam_rules.verdict import ConditionVerdict, Verdict

__all__ = ["By", "Order", "order_of"]

By: TypeAlias = Literal["missing", "status", "shortfall"]
"""What an order goes by: how many conditions are `missing`; the `status` of one condition; the `shortfall` of
one, which is how much lacks to it."""

_VERDICTS: Final = (VerdictStatus.ELIGIBLE, VerdictStatus.UNDETERMINED, VerdictStatus.NOT_ELIGIBLE)
_PATTERN: Final = (Status.UNMET, Status.UNKNOWN, Status.MET, Status.WAIVED, Status.NOT_APPLICABLE)
_STATUSES: Final = (Status.MET, Status.NOT_APPLICABLE, Status.WAIVED, Status.UNKNOWN, Status.UNMET)


@frozen
class Order:
    """An order of candidates, those who lack least first.

    Whom it doesn't tell apart stand by what is missing in all, then by the references of their dossiers.

    Attributes:
        by: what it goes by.
        condition: the condition that it looks at, by id; empty for `missing`, which looks at all.
        most_first: whether those who lack most come first instead.

    >>> Order("status", "stage")
    Order(by='status', condition='stage', most_first=False)
    """

    by: By = "missing"
    condition: str = ""
    most_first: bool = False

    def sort(self, verdicts: Iterable[Verdict]) -> list[Verdict]:
        """Verdicts in this order; those whose rules don't have the condition, by what is missing.

        By `shortfall`, what is settled comes first, then what is to be established, then what isn't met: the
        fewest shortfalls first (of several ways to meet a condition, those of all), then the least ones, and
        last what nothing that is added makes up for. Only what is sure counts.
        """
        return sorted(verdicts, key=self._key, reverse=self.most_first)

    def _key(self, verdict: Verdict) -> tuple[object, ...]:
        one = [condition for condition in verdict.conditions if condition.id == self.condition]
        lacking: tuple[object, ...] = ()
        if one and self.by == "status":
            lacking = (_STATUSES.index(one[0].status),)
        elif one and self.by == "shortfall":
            lacking = _shortfall(one[0])
        return (*lacking, *_missing(verdict))


def _missing(verdict: Verdict) -> tuple[object, ...]:
    """Eligible first, then what waits for pieces, then what is refused; the same patterns together."""
    statuses = [condition.status for condition in verdict.conditions]
    counts = Counter(statuses)
    pattern = tuple(_PATTERN.index(status) for status in statuses)
    fewest = (counts[Status.UNMET], counts[Status.UNKNOWN])
    return (_VERDICTS.index(verdict.status), *fewest, pattern, verdict.dossier)


def _shortfall(condition: ConditionVerdict) -> tuple[object, ...]:
    """How much lacks to a condition."""
    if condition.status not in (Status.UNKNOWN, Status.UNMET):
        return (0, 0, ())
    lacks = sorted(condition.shortfalls, key=lambda one: one.measure)
    amounts = tuple(one.amount for one in lacks if one.amount is not None)
    if condition.status is Status.UNKNOWN:
        return (1, len(amounts), amounts)
    return (2 if lacks and len(amounts) == len(lacks) else 3, len(amounts), amounts)


def order_of(verdicts: Iterable[Verdict], by: str, condition: str = "", *, most_first: bool = False) -> Order:
    """An order for some verdicts.

    Args:
        verdicts: the verdicts.
        by: what it goes by.
        condition: the condition that it looks at, by id; `missing` takes none.
        most_first: whether those who lack most come first.

    Raises:
        QuestionError: there is no such order, it looks at a condition and none is given, or no rules of these
            verdicts have that condition.
        TypeError: a condition is given to `missing`.
    """
    known = {one.id: None for verdict in verdicts for one in verdict.conditions}
    words = get_args(By)
    if by not in words:
        args = {"found": cut(str(by)), "expected": ", ".join(words)}
        raise QuestionError([Fault("by", "unknown-word", args, suggest(str(by), words))])
    if by == "missing" and condition:
        raise TypeError("the order by what is missing looks at every condition, and takes none")
    if by != "missing" and condition not in known:
        args = {"found": cut(str(condition)) or "—", "expected": ", ".join(known)}
        raise QuestionError(
            [Fault("condition", "unknown-condition", args, suggest(str(condition), [*known]))]
        )
    return Order(cast(By, by), condition, most_first)  # one of the words, as was just checked
