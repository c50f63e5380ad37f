"""A screening against the verdicts of its dossiers, one by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import evolve

from cnam_rules import decide
from cnam_rules.dossier import Dossier
from cnam_rules.faults import DossierError, RuleSetError
from cnam_rules.language import RuleSet
from cnam_rules.screening import screen
from cnam_rules.screening.statement import Statement
from cnam_rules.verdict import Verdict

Row = Mapping[str, Any]


def storable(dossier: Dossier) -> Dossier:
    """The dossier with its numbers as the tables can hold them."""
    return evolve(
        dossier,
        experiences=_each(dossier.experiences, quotite=10**6),
        stages=_each(dossier.stages, heures=100, jours=100),
    )


def _each(items: Sequence[Any] | None, **scales: int) -> tuple[Any, ...] | None:
    if items is None:
        return None
    return tuple(
        evolve(item, **{name: _rounded(getattr(item, name), scale) for name, scale in scales.items()})
        for item in items
    )


def _rounded(value: Fraction | None, scale: int) -> Fraction | None:
    return (
        None
        if value is None
        else Fraction(-(-value * scale // 1), scale)
        if value * scale < 1
        else Fraction(value * scale // 1, scale)
    )


def each_named(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """The dossiers, storable, each under a reference of its own."""
    return [evolve(storable(dossier), dossier=f"D-{n:04d}") for n, dossier in enumerate(dossiers)]


def verdict_of(dossier: Dossier, ruleset: RuleSet, as_of: date, **how: Any) -> Verdict | None:
    """The verdict; None when a dossier has none."""
    try:
        return decide(dossier, as_of=as_of, ruleset=ruleset, **how)
    except (DossierError, RuleSetError):
        return None


def same(row: Row, verdict: Verdict | None, statement: Statement) -> None:
    """Check that a row says what the verdict does: statuses, facts, shortfalls; or that neither does."""
    if verdict is None:
        assert row["verdict"] is None, row
        assert row["rejets"] > 0
        return
    assert (row["rejets"], row["verdict"]) == (0, verdict.status.value), verdict
    for condition in verdict.conditions:
        assert row[statement.statuses[condition.id]] == condition.status.value, (condition, row)
        lacks: dict[str, set[int]] = {}
        for short in condition.shortfalls:
            if short.amount is not None:
                lacks.setdefault(short.measure, set()).add(short.amount)
        told: dict[str, set[int]] = {}
        for lack in statement.lacks:
            if lack.condition == condition.id and row[lack.column] is not None:
                told.setdefault(lack.measure, set()).add(row[lack.column])
        assert told == lacks, (condition.id, row)
    for fact in verdict.facts:
        key = statement.measures[fact.measure]
        assert (row[f"{key}_min"], row[f"{key}_max"]) == (fact.least, fact.most), (fact, row)


def law(ruleset: RuleSet, dossiers: Iterable[Dossier], as_of: date, *, other_readings: bool = True) -> None:
    """Check that a screening says of each dossier what its own verdict says."""
    each = each_named(dossiers)
    screened = screen(each, ruleset, as_of=as_of, other_readings=other_readings)
    counted = screened.counted
    rows = {
        row["dossier"]: row
        for row in (dict(zip(counted.columns, r, strict=True)) for r in counted.fetchall())
    }
    assert len(rows) == len(each) == len(screened)
    for dossier in each:
        row = rows[dossier.dossier]
        same(row, verdict_of(dossier, ruleset, as_of), screened.statement)
        for other in screened.statement.other_readings:
            under = verdict_of(dossier, ruleset, as_of, readings={other.reading: other.choice})
            if under is not None:
                assert row[other.column] == under.status.value, (other, row, str(under), dossier)
