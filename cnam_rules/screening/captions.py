"""What stands beside the pictures of a screening, in words: what is counted, what isn't, what a bar is."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cnam_rules.durations.months import MONTH
from cnam_rules.facts import quantity
from cnam_rules.screening.statement import ENTRY
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnam_rules.screening.lacking import Lacking
    from cnam_rules.screening.model import Screening
    from cnam_rules.screening.waiting import Group, Waiting
    from cnam_rules.speech import Speech

__all__ = [
    "COUNTED",
    "amount_said",
    "funnel_about",
    "group_name",
    "group_said",
    "lacking_about",
    "lacking_title",
    "moved_about",
    "waiting_about",
    "waiting_title",
]

COUNTED: Final = (Unit.UE, Unit.GROUPE, Unit.CECRL)
"""The units that are counted by ones, with nothing between two of them."""

_NAMED: Final = {
    Unit.CECRL: "levels",
    Unit.PART: "percents",
    **dict.fromkeys((Unit.NOTE, Unit.MOYENNE), "twentieths"),
}
"""The units in which a difference isn't said as an amount is: 3 points out of 20, not 3/20."""


def amount_said(speech: Speech, unit: Unit, most: Fraction, width: Fraction) -> str:
    """How much a bar stands for: months for durations, else in the unit.

    >>> from cnam_rules.speech import Speech
    >>> amount_said(Speech("en"), Unit.DUREE, Fraction(3), Fraction(1))
    'more than 2 months, 3 months at most'
    >>> amount_said(Speech("fr"), Unit.UE, Fraction(6), Fraction(2))
    'de 5 à 6 UE'
    """
    said = _said(speech, unit, most)
    least = most - width
    if unit in COUNTED:
        first = speech.number(least + 1)
        return said if width == 1 else speech.say("charts.between", least=first, most=said)
    if least:
        return speech.say("charts.around", least=_said(speech, unit, least), most=said)
    return speech.say("charts.at-most", most=said)


def _said(speech: Speech, unit: Unit, amount: Fraction) -> str:
    if unit in (Unit.DUREE, Unit.AGE):
        return speech.months_days(*divmod(int(amount * MONTH), MONTH))
    if unit in _NAMED:
        return speech.say(f"charts.{_NAMED[unit]}", n=amount)
    return quantity(speech, unit, unit.encode(amount))


def _rejected(n: int, speech: Speech) -> list[str]:
    return [speech.say("charts.rejected", n=n)] if n else []


def funnel_about(screened: Screening, speech: Speech) -> list[str]:
    """What the bars of the funnel count, and what they leave out."""
    return [speech.say("charts.funnel-about"), *_rejected(screened.counts()[None], speech)]


# ------------------------------------------------------------------------------------------ what lacks
def lacking_title(lacks: Sequence[Lacking], speech: Speech) -> str:
    """What a chart of what lacks is about: a measure, or all that is answered by yes or no."""
    if lacks[0].unit is Unit.OUI_NON:
        return speech.say("charts.lacking-yes")
    return speech.say("charts.lacking", name=lacks[0].libelle)


def lacking_about(lacks: Sequence[Lacking], speech: Speech) -> list[str]:
    """For each condition, how many lack nothing for it or something else; then how many aren't told.

    Who lacks another answer is in another bar of the same chart.
    """
    told = []
    for _, (first, *_others) in groupby(lacks, lambda each: each.condition):
        told.append(speech.say("charts.lacking-for", name=first.asks))
        told.append(speech.say("charts.lacking-nothing", n=first.nothing))
        if first.otherwise and len(lacks) == 1:
            told.append(speech.say("charts.lacking-otherwise", n=first.otherwise))
    if any(bar.unknown for each in lacks for bar in each.bars):
        told.append(speech.say("charts.lacking-unknown"))
    if not any(each.bars for each in lacks):
        told.append(speech.say("charts.lacking-nobody"))
    return [*told, *_rejected(lacks[0].rejected, speech)]


# ------------------------------------------------------------------------------------ months that lack
def waiting_title(by: str, speech: Speech) -> str:
    """What the months that lack are told by."""
    return speech.say("charts.by-year") if by == ENTRY else speech.say("charts.by-column", name=by)


def waiting_about(found: Waiting, speech: Speech) -> list[str]:
    """How many lack nothing but months, and what becomes of the others."""
    if not found.groups:
        told = [speech.say("charts.waiting-nobody")]
    else:
        told = [speech.say("charts.waiting-about", n=found.dossiers)]
        if len(found.groups) > 1:
            told.append(speech.say("charts.group-scale"))
    told.append(speech.say("charts.eligible", n=found.eligible))
    if found.otherwise:
        told.append(speech.say("charts.waiting-otherwise", n=found.otherwise))
    return [*told, *_rejected(found.rejected, speech)]


def group_name(group: Group, speech: Speech) -> str:
    """What a group is called: a year, a value, the smallest groups, or those of which nothing is said."""
    if group.name is not None:
        return group.name
    return (
        speech.say("charts.group-merged", n=group.merged)
        if group.merged
        else speech.say("charts.group-unsaid")
    )


def group_said(group: Group, speech: Speech) -> str:
    """A group, how many dossiers it has, and what half of them lack at most."""
    median = speech.months_days(*group.median).replace(" ", "\u00a0")
    name = group_name(group, speech)
    return speech.say("charts.group", name=name, n=group.dossiers, median=median)


def moved_about(screened: Screening, speech: Speech) -> list[str]:
    """What the bars of the other readings count, and what the marks mean."""
    told = [speech.say("charts.moved-about"), speech.say("charts.moved-marks")]
    return [*told, *_rejected(screened.counts()[None], speech)]
