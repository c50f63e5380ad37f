"""When the units that lack can be enrolled in next, as far as the page of the title says.

Nothing is guessed. A session that the page writes doubtfully stays in doubt; a month of which it gives no day
is a time in which enrolment *may* be open; and beyond the last academic year of the page nothing is said. The
page gives no day for the end of a course either, so a plan tells when to enrol and not when a unit will be
validated.

A window belongs to the academic year that begins in its first May: the page says « entre mai et octobre » and
« de mai jusqu'à mi-mars » without naming a year, and its example enrols on 21 June for a class in October.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from cnam_rules.faults import QuestionError
from cnam_rules.language.fiche import Session
from cnam_rules.render.lines import Line, Outline, Part, tame
from cnam_rules.shown import Told
from cnam_rules.speech import Speech

if TYPE_CHECKING:
    from cnam_rules.language import Offre
    from cnam_rules.programmes import Programme

__all__ = ["Plan", "UnitPlan", "plan"]

_OPENS: Final = (5, 1)
"""The month and day from which enrolment in an academic year is looked for: the first May of it."""
_CLOSES: Final = (4, 30)
"""The month and day up to which it is, in the year after."""


@frozen
class UnitPlan:
    """When a unit can be enrolled in next.

    Attributes:
        code: the unit.
        year: the academic year (`2025-2026`); None when the page tells of none that is still open.
        session: when it is offered in that year; None where the page can't be read.
        certain: whether the page says so clearly.
        open_from: the first day, from the day of the question on, on which enrolment is surely open; None
            when there is none.
        open_until: the last such day of that window.
        maybe_from: the first day on which it may be open, the page giving no day of the month.
        maybe_until: the last day on which it may be.
    """

    code: str
    year: str | None
    session: Session | None = None
    certain: bool = False
    open_from: date | None = None
    open_until: date | None = None
    maybe_from: date | None = None
    maybe_until: date | None = None


@frozen
class Plan(Told):
    """When the units that lack can be enrolled in.

    Attributes:
        programme: the title's code in the national register.
        as_of: the day of the question.
        units: what is known of each unit, in the order in which they were asked for.
        last_year: the last academic year of which the page tells; None when it tells of none.
    """

    programme: str
    as_of: date
    units: tuple[UnitPlan, ...]
    last_year: str | None

    def outline(self, lang: str = "fr") -> Outline:
        """The plan, sentence by sentence, in `fr` or `en`."""
        speech = Speech(lang)
        title = speech.say("plan.title", programme=self.programme, date=self.as_of)
        return Outline(tame(title), (_enrolment(self, speech),))


def plan(programme: Programme, codes: Iterable[str], as_of: date) -> Plan:
    """When some units of a programme can be enrolled in, from a day on.

    Args:
        programme: the programme.
        codes: the units' codes, written as people type them.
        as_of: the day of the question, that day included; the clock is never read.

    Raises:
        QuestionError: the programme has no such unit.

    >>> import cnam_rules
    >>> title = cnam_rules.programme("RNCP36625")
    >>> (one,) = plan(title, ["AST005"], date(2025, 11, 3)).units
    >>> one.year, one.session.value, one.open_from.isoformat(), one.open_until.isoformat()
    ('2025-2026', 'S2', '2025-11-03', '2026-03-01')
    >>> one.maybe_until.isoformat()
    '2026-03-31'
    """
    units = [programme.unit(code) for code in codes]
    years = sorted({year for unit in programme.units for year in unit.offre})
    found = [_next(programme, unit.code, unit.offre, years, as_of) for unit in units]
    return Plan(programme.code, as_of, tuple(found), years[-1] if years else None)


def _next(
    programme: Programme, code: str, offered: Mapping[str, Offre], years: list[str], as_of: date
) -> UnitPlan:
    """The first academic year for which one may still enrol."""
    for year in years:
        offre = offered.get(year)
        if offre is None:
            continue
        open_days, maybe_days = _days(programme, code, offre, year, as_of)
        if maybe_days:
            sure = _first_run(open_days)
            return UnitPlan(
                code,
                year,
                offre.session,
                offre.certaine and offre.session is not None,
                sure[0] if sure else None,
                sure[-1] if sure else None,
                maybe_days[0],
                maybe_days[-1],
            )
    return UnitPlan(code, None)


def _days(
    programme: Programme, code: str, offre: Offre, year: str, as_of: date
) -> tuple[list[date], list[date]]:
    """The days from one on, of an academic year, on which enrolment is surely open, and may be."""
    first = int(year[:4])
    day, last = max(as_of, date(first, *_OPENS)), date(first + 1, *_CLOSES)
    surely: list[date] = []
    maybe: list[date] = []
    while day <= last:
        answers = [*_answers(programme, code, offre, year, day)]
        if answers and all(answer is True for answer in answers):
            surely.append(day)
        if any(answer is not False for answer in answers):
            maybe.append(day)
        day += timedelta(days=1)
    return surely, maybe


def _answers(programme: Programme, code: str, offre: Offre, year: str, day: date) -> Iterator[Any]:
    """Whether enrolment is open on a day: True, False, or None; for each session that it may be for."""
    try:
        if offre.session is Session.S1_ET_S2:  # either will do: open if one of them is
            each = [programme.enrolment(day, session=one.value).value for one in (Session.S1, Session.S2)]
            yield True if True in each else None if None in each else False
        else:  # a session that the page writes doubtfully may be another one, and is unknown here
            yield programme.enrolment(day, unit=code, year=year).value
    except QuestionError:  # no table tells of enrolment
        yield None


def _first_run(days: list[date]) -> list[date]:
    """The first days of a list that follow each other without a gap."""
    run = days[:1]
    for day in days[1:]:
        if day - run[-1] != timedelta(days=1):
            break
        run.append(day)
    return run


def _enrolment(told: Plan, speech: Speech) -> Part:
    """What is known of each unit, then what isn't."""

    def say(key: str, **args: Any) -> str:  # texts and dates, as Speech.say takes them
        return tame(speech.say(f"plan.{key}", **args))

    def unit_said(unit: UnitPlan) -> str:
        if unit.year is None:
            if told.last_year is None:
                return say("not-told", code=unit.code)
            return say("beyond", code=unit.code, year=told.last_year)
        session = say("unread") if unit.session is None else say(f"session-{unit.session.name.lower()}")
        doubtful = "" if unit.certain or unit.session is None else f" ({say('doubtful')})"
        return say("unit", code=unit.code, year=unit.year, session=session + doubtful)

    units = [
        Line(unit_said(unit), "item", "-", under=tuple(Line(said, "note") for said in _windows(unit, say)))
        for unit in told.units
    ]
    return Part("enrolment", say("heading"), (*units, Line(say("no-end"))))


def _windows(unit: UnitPlan, say: Any) -> Iterator[str]:
    if unit.open_from is not None and unit.open_until is not None:
        yield say("open", first=unit.open_from, last=unit.open_until)
    if unit.maybe_from is None or unit.maybe_until is None:
        return
    if unit.open_from is None:
        yield say("maybe", first=unit.maybe_from, last=unit.maybe_until)
    elif unit.open_until is not None and unit.maybe_until > unit.open_until:
        yield say("maybe-until", last=unit.maybe_until)
