"""What a timeline shows: the spells, the totals that rise with them, the report's steps; days as ordinals.

All of it is in the verdict: its evidence keeps every spell, and how its days were counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from attrs import frozen

from cnam_rules.durations import StageCounting, measure
from cnam_rules.kernel import Compare, Op, Status, comparisons
from cnam_rules.measures import SeuilEvidence
from cnam_rules.measures.spells import SpellLine, count_lines, spells_of
from cnam_rules.render.lines import tame
from cnam_rules.render.words import Words
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.facts import Evidence, Fact
    from cnam_rules.measures.duree_evidence import DureeEvidence
    from cnam_rules.measures.heures import HeuresEvidence
    from cnam_rules.measures.rapport import EtapeEvidence
    from cnam_rules.speech import Speech
    from cnam_rules.verdict import Verdict

__all__ = ["Bar", "Frise", "Points", "Rise", "Standing", "Step", "frise"]

Standing: TypeAlias = Literal["counts", "partly", "left-out", "uncertain"]
"""What becomes of a spell: it counts everywhere, somewhere, nowhere, or nobody can tell."""

Points: TypeAlias = tuple[tuple[int, int], ...]
"""A day and the total counted up to that day, included, encoded; in order."""

_MOST_POINTS: Final = 120
"""A curve has no more points: more than that can't be told apart."""


@frozen
class Bar:
    """A spell.

    Attributes:
        place: the employer, or where the stage took place; empty when nobody said.
        what: the job's title, or the word for a stage.
        debut: first day.
        fin: last day, included; None when it is in progress.
        standing: what becomes of it.
        reasons: why it doesn't count, or not everywhere, or why nobody can tell.
        stage: whether it is a stage.
    """

    place: str
    what: str
    debut: int
    fin: int | None
    standing: Standing
    reasons: tuple[str, ...]
    stage: bool


@frozen
class Rise:
    """A duration that rises to what is asked.

    Attributes:
        said: what it came to.
        asked: what is asked, or the threshold that the condition applies below.
        bound: the threshold, encoded.
        sure: the total of what surely counts, as days go by.
        possible: the total of what may count; none when it is the same or nothing bounds it.
        steps: whether the total rises at the end of a spell only, presence being counted.
        reached: the day on which the threshold was reached; None when it wasn't.
        planned: the day to come on which it will be, if the spell in progress goes on.
        overlaps: the periods that are in two spells, first and last day.
    """

    said: str
    asked: str
    bound: int
    sure: Points
    possible: Points
    steps: bool
    reached: int | None
    planned: int | None
    overlaps: tuple[tuple[int, int], ...]


@frozen
class Step:
    """A step of the report on its day."""

    said: str
    day: int
    taken: bool


@frozen
class Frise:
    """All that a timeline shows.

    Attributes:
        as_of: the day of the decision.
        bars: the spells, those of one employer together, in the order in which they begin.
        rises: the durations that the conditions ask for.
        steps: the dated steps of the report, in order.
    """

    as_of: int
    bars: tuple[Bar, ...]
    rises: tuple[Rise, ...]
    steps: tuple[Step, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show but the day of the decision."""
        return not self.bars and not self.steps


def frise(verdict: Verdict, words: Words) -> Frise:
    """What the timeline of a verdict shows.

    Args:
        verdict: the verdict.
        words: how its measures are called.
    """
    rests_on = {fact.measure: fact.evidence for fact in verdict.facts}
    for evidence in [*rests_on.values()]:
        if isinstance(evidence, SeuilEvidence):
            rests_on.setdefault(evidence.fact.measure, evidence.fact.evidence)
    kinds = [*rests_on.values()]
    return Frise(
        verdict.as_of.toordinal(),
        tuple(_bars(kinds, verdict.as_of, words.speech)),
        tuple(_rises(verdict, words)),
        tuple(_steps(kinds, words.speech)),
    )


def _bars(kinds: Sequence[Evidence], as_of: date, speech: Speech) -> list[Bar]:
    """Every spell that a measure looked at, once."""
    seen: dict[str, list[tuple[SpellLine, bool | None, list[str]]]] = {}
    for evidence in kinds:
        if evidence.kind == "duree":
            durations = cast("DureeEvidence", evidence)
            for line in durations.lines:
                seen.setdefault(line.path, []).append((line, *durations.standing(line, speech)))
        elif evidence.kind == "heures":
            hours = cast("HeuresEvidence", evidence)
            for line in hours.lines or ():
                seen.setdefault(line.path, []).append((line, line.counts and line.debut <= as_of, []))
    bars = [_bar(found, as_of, speech) for found in seen.values()]
    first: dict[str, int] = {}
    for bar in bars:
        first[bar.place] = min(first.get(bar.place, bar.debut), bar.debut)
    return sorted(bars, key=lambda bar: (first[bar.place], bar.place, bar.debut))


def _bar(found: Sequence[tuple[SpellLine, bool | None, list[str]]], as_of: date, speech: Speech) -> Bar:
    """A spell, from what the measures made of it."""
    line = found[0][0]
    told = {counts for _, counts, _ in found}
    standing: Standing = (
        "uncertain"
        if None in told
        else "counts"
        if told == {True}
        else "partly"
        if True in told
        else "left-out"
    )
    reasons = [
        reason
        for one, counts, notes in found
        for reason in (
            *(speech.say(f"duree.failed-{name}") for name in one.failed),
            *(speech.say(f"duree.unknown-{name}") for name in one.unknown if not one.failed),
            *(notes if counts is not True else ()),
        )
    ]
    if line.debut > as_of:
        reasons.insert(0, speech.say("duree.begins-after", as_of=as_of))
    return Bar(
        tame(line.lieu or ""),
        speech.say("duree.stage") if line.intitule is None else tame(line.intitule),
        line.debut.toordinal(),
        None if line.fin is None else line.fin.toordinal(),
        standing,
        tuple(dict.fromkeys(reasons)),
        line.path.startswith("$.stages"),
    )


def _rises(verdict: Verdict, words: Words) -> Iterator[Rise]:
    """The durations that conditions which apply compare with a bound, each once."""
    drawn = set()
    for condition in verdict.conditions:
        traces = [(condition.applies, "threshold")]
        if condition.unwaived is not Status.NOT_APPLICABLE:
            traces.append((condition.requires, "asked"))
        for trace, key in traces:
            for compare in comparisons(trace.expr):
                fact = verdict.fact(compare.measure)
                name, value = words.name(compare.measure), words.fact(fact)
                said = words.speech.say("timeline.measure", name=name, value=value)
                bound = words.speech.say(f"timeline.{key}", bound=words.asked(fact, compare))
                evidence = fact.evidence
                drawn_of = (compare, fact)
                if isinstance(evidence, SeuilEvidence):  # drawn is what is compared with the value
                    drawn_of = (evidence.comparison(compare), evidence.fact)
                against, counted = drawn_of
                asked = (counted.measure, against.threshold[0])
                if counted.unit is Unit.DUREE and counted.evidence.kind == "duree" and asked not in drawn:
                    drawn.add(asked)
                    yield _rise(counted, asked[1], tame(said), tame(bound))


def _rise(fact: Fact, bound: int, said: str, asked: str) -> Rise:
    evidence = cast("DureeEvidence", fact.evidence)  # the caller looked at its kind
    day = evidence.as_of.toordinal()
    surely = [line for line in evidence.lines if line.counts]
    sure = _points(evidence, surely, day, most=False)
    possible: Points = ()
    if fact.most is not None and fact.most != fact.least:
        possible = _points(
            evidence, [line for line in evidence.lines if line.counts is not False], day, most=True
        )
    shortfall = evidence.shortfall(fact, Compare(fact.measure, Op.AT_LEAST, bound))
    planned = None if shortfall is None else shortfall.reached_on
    overlaps = () if evidence.sure is None else evidence.sure.overlaps
    return Rise(
        said,
        asked,
        bound,
        sure,
        possible,
        evidence.sure is None,
        _reached(evidence, surely, sure, bound),
        None if planned is None or planned.toordinal() <= day else planned.toordinal(),
        tuple((one.start.toordinal(), one.end.toordinal()) for one in overlaps),
    )


def _points(evidence: DureeEvidence, lines: Sequence[SpellLine], day: int, *, most: bool) -> Points:
    """The total on the days on which it begins or ceases to rise, up to `day`."""
    days = {day}
    for spell in spells_of(lines, evidence.counting, most=True, limits=evidence.limits):
        if spell.start <= day:
            days |= {spell.start - 1, spell.last_by(day)}
    chosen = sorted(days)
    if len(chosen) > _MOST_POINTS:
        chosen = [*chosen[:: -(-len(chosen) // _MOST_POINTS)], day]
    total = _total(evidence, lines, most=most)
    points = [(one, total(one)) for one in dict.fromkeys(chosen)]
    if evidence.counting.single:
        # Of runs, only the longest counts: the total waits until one outgrows those before it.
        points += [knee for first, last in pairwise(points) if (knee := _knee(total, first, last))]
    return tuple(sorted(points))


def _knee(
    total: Callable[[int], int], first: tuple[int, int], last: tuple[int, int]
) -> tuple[int, int] | None:
    """The last day between two on which the total is still that of the first; None when it rises at once."""
    if first[1] == last[1]:
        return None
    days = range(first[0] + 1, last[0])
    still = bisect_left(days, True, key=lambda day: total(day) > first[1])
    return (days[still - 1], first[1]) if still else None


def _total(evidence: DureeEvidence, lines: Sequence[SpellLine], *, most: bool) -> Callable[[int], int]:
    """What gives the total up to a day."""
    counting, stage, limits = evidence.counting, evidence.stage, evidence.limits
    if stage is not StageCounting.CALENDAIRE:
        return lambda day: count_lines(lines, day, counting, stage, most=most, limits=limits)
    spells = spells_of(lines, counting, most=most, limits=limits)
    return lambda day: measure(spells, day, counting)


def _reached(evidence: DureeEvidence, lines: Sequence[SpellLine], points: Points, bound: int) -> int | None:
    """The first day on which the total is no less than `bound`; None when it never is, or always was."""
    at = next((index for index, (_, total) in enumerate(points) if total >= bound), 0)
    if not at:
        return None
    days = range(points[at - 1][0] + 1, points[at][0] + 1)
    total = _total(evidence, lines, most=False)
    return days[bisect_left(days[:-1], True, key=lambda day: total(day) >= bound)]


def _steps(kinds: Sequence[Evidence], speech: Speech) -> list[Step]:
    """The steps of the report that have a day."""
    found = {}
    for evidence in kinds:
        if evidence.kind == "rapport":
            step = cast("EtapeEvidence", evidence)
            if step.date is not None:
                planned = "" if step.taken else "-planned"
                said = speech.say(f"timeline.rapport-{step.step}{planned}", date=step.date)
                found[step.step] = Step(said, step.date.toordinal(), step.taken is True)
    return sorted(found.values(), key=lambda step: step.day)
