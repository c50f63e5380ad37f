"""A screening as charts of Altair: where dossiers fall, what lacks, the months that lack, other readings.

A chart holds counts only, never a reference of a dossier: what it sends to the browser doesn't grow with the
cohort. Each says in its description what it shows, and each bar its number.

Raises:
    ChartsUnavailable: when it is imported and Altair or vl-convert isn't installed (the extra `charts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.render.words import STATUS_MARKS, VERDICT_MARKS
from cnam_rules.screening import captions
from cnam_rules.screening.lacking import Bar, Lacking, lacking
from cnam_rules.screening.looks import Look, Theme
from cnam_rules.screening.shapes import (
    Axis,
    Kind,
    Picture,
    Piece,
    Row,
    Shape,
    in_rows,
    painted,
    rect,
    written,
)
from cnam_rules.screening.statement import ENTRY
from cnam_rules.screening.waiting import Waiting, waiting
from cnam_rules.units import Unit

if TYPE_CHECKING:
    import altair as alt

    from cnam_rules.screening.model import Fall, Moved, Screening

__all__ = [
    "by_chart",
    "counts_of",
    "drawn_funnel",
    "drawn_lacking",
    "drawn_moved",
    "drawn_waiting",
    "funnel_chart",
    "lacking_charts",
    "moved_chart",
    "screening_charts",
    "waiting_chart",
]

_HIGH: Final = 260
"""The height of a histogram, in pixels; those of groups are lower."""
_LOW: Final = 44
_KINDS: Final[Mapping[VerdictStatus, Kind]] = {
    VerdictStatus.ELIGIBLE: "oui",
    VerdictStatus.NOT_ELIGIBLE: "non",
    VerdictStatus.UNDETERMINED: "inconnu",
}


def screening_charts(
    screened: Screening, lang: str = "fr", *, theme: Theme = "light", by: str = ENTRY
) -> dict[str, alt.LayerChart]:
    """Every chart of a screening that has something to show, by name.

    Args:
        screened: the screening.
        lang: `fr` or `en`.
        theme: `light` or `dark`, or `page` for a page that has the style of verdicts.
        by: the column of the table of dossiers that groups the months that lack; see `waiting_chart`.

    Raises:
        KeyError: the table of dossiers has no such column.
        UnknownLanguage: for any other language.

    >>> from datetime import date
    >>> import cnam_rules
    >>> screened = cnam_rules.screen("examples/cohort", "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> for name in screening_charts(screened, "en"):
    ...     print(name)
    funnel
    lacking-ue-ue
    lacking-experience-experience
    lacking-stage-stage
    lacking
    waiting
    moved
    """
    found: dict[str, alt.LayerChart | None] = {
        "funnel": funnel_chart(screened, lang, theme=theme),
        **lacking_charts(screened, lang, theme=theme),
        "waiting": waiting_chart(screened, lang, theme=theme, by=by),
        "moved": moved_chart(screened, lang, theme=theme),
    }
    return {name: chart for name, chart in found.items() if chart is not None}


def counts_of(chart: alt.LayerChart) -> list[tuple[str, int]]:
    """The counts that a chart draws, in order: what a bar is told of, and how many dossiers it counts.

    They are all that it holds of the cohort.
    """
    rows = (row for data in chart.to_dict()["datasets"].values() for row in data if "n" in row)
    return [(row["said"], row["n"]) for row in rows]


# --------------------------------------------------------------------------------------------- funnel
def funnel_chart(screened: Screening, lang: str = "fr", *, theme: Theme = "light") -> alt.LayerChart:
    """At which condition dossiers fall: a bar for each, as wide as the dossiers that come to it.

    Those with rejects are left out, and counted in words.

    >>> from datetime import date
    >>> import cnam_rules
    >>> screened = cnam_rules.screen("examples/cohort", "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> counts_of(funnel_chart(screened, "en"))[:2]
    [('The 12 course units validated; ✓ 6 go on', 6), ('The 12 course units validated; ✗ 1 stopped', 1)]
    """
    look = Look(lang, theme)
    about = captions.funnel_about(screened, look.speech)
    return drawn_funnel(screened.funnel(lang), about, look)


def drawn_funnel(falls: Sequence[Fall], about: Sequence[str], look: Look) -> alt.LayerChart:
    """The same, of what was counted already."""
    say = look.speech.say
    most = max((fall.first + fall.left for fall in falls), default=0)
    rects, texts, height = in_rows([_fall(fall, look) for fall in falls], look, most)
    heads = say("screening.condition"), say("screening.dossiers")
    axis = Axis(say("screening.dossiers"), most)
    return painted(Picture(say("screening.funnel"), about, heads), rects, texts, look, x=axis, height=height)


def _fall(fall: Fall, look: Look) -> Row:
    say = look.speech.say
    counts: tuple[tuple[str, Kind, Status, int], ...] = (
        ("left", "oui", Status.MET, fall.left),
        ("unmet", "non", Status.UNMET, fall.unmet),
        ("unknown", "inconnu", Status.UNKNOWN, fall.first - fall.unmet),
    )
    pieces = []
    for key, kind, status, n in counts:
        if n or key == "left":
            mark = STATUS_MARKS[status]
            pieces.append(Piece(kind, n, mark, say(f"charts.funnel-{key}", n=n), (fall.libelle,)))
    return Row(fall.libelle, pieces)


# ----------------------------------------------------------------------------------------- what lacks
def lacking_charts(
    screened: Screening, lang: str = "fr", *, theme: Theme = "light"
) -> dict[str, alt.LayerChart]:
    """How much dossiers lack: a histogram for each measure that conditions compare, in its unit.

    What is answered by yes or no goes together, in `lacking`. A measure that nobody lacks has no chart. Each
    says how many lack nothing, or have no verdict, and one of amounts how many lack something else.

    >>> from datetime import date
    >>> import cnam_rules
    >>> screened = cnam_rules.screen("examples/cohort", "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> counts_of(lacking_charts(screened, "en")["lacking-experience-experience"])
    [('1 month at most; ✗ 1 not met', 1)]
    """
    look = Look(lang, theme)
    return {
        name: drawn_lacking(lacks, captions.lacking_about(lacks, look.speech), look)
        for name, lacks in by_chart(lacking(screened, lang)).items()
        if any(each.bars for each in lacks)
    }


def by_chart(lacks: Sequence[Lacking]) -> dict[str, list[Lacking]]:
    """What lacks, by the name of its chart: each apart, but for what is answered by yes or no."""
    found: dict[str, list[Lacking]] = {}
    answers = []
    for each in lacks:
        if each.unit is Unit.OUI_NON:
            answers.append(each)
        else:
            name = f"lacking-{each.condition}-{each.measure}"
            found[name if name not in found else f"{name}-{len(found)}"] = [each]
    return found | ({"lacking": answers} if answers else {})


def drawn_lacking(lacks: Sequence[Lacking], about: Sequence[str], look: Look) -> alt.LayerChart:
    """The same, of what was counted already and is of one chart."""
    title = captions.lacking_title(lacks, look.speech)
    say = look.speech.say
    heads = say("charts.amount"), say("screening.dossiers")
    picture = Picture(title, about, heads)
    if lacks[0].unit is Unit.OUI_NON:
        most = max(bar.unmet + bar.unknown for each in lacks for bar in each.bars)
        rects, texts, height = in_rows([_answer(each, look) for each in lacks if each.bars], look, most)
        axis = Axis(say("screening.dossiers"), most)
        return painted(picture, rects, texts, look, x=axis, height=height)
    [each] = lacks
    # A bar of whole things stands over their number; one of amounts reaches from the one before to its own.
    shift = 0.5 if each.unit in captions.COUNTED else 0.0
    ticks = [float(bar.most) for bar in each.bars]
    x = Axis(say(f"charts.lack-{each.unit.value}"), ticks[-1] + shift, ticks if shift else [0, *ticks], shift)
    highest = max(bar.unmet + bar.unknown for bar in each.bars)
    y = Axis(say("screening.dossiers"), highest * 1.04, grid=True)
    return painted(picture, list(_histogram(each, shift, look)), (), look, x=x, y=y, height=_HIGH)


def _histogram(each: Lacking, shift: float, look: Look) -> Iterator[Shape]:
    width = float(each.width)
    for bar in each.bars:
        right, top = float(bar.most) + shift, 0
        said = captions.amount_said(look.speech, each.unit, bar.most, each.width)
        for piece in _pieces(bar, said, look):
            sides = (right - width * 0.94, right - width * 0.06)
            yield rect(piece, sides, (top, top + piece.n), look)
            top += piece.n


def _pieces(bar: Bar, about: str, look: Look) -> Iterator[Piece]:
    counts: tuple[tuple[Kind, Status, int], ...] = (
        ("non", Status.UNMET, bar.unmet),
        ("inconnu", Status.UNKNOWN, bar.unknown),
    )
    for kind, status, n in counts:
        if n:
            said = look.speech.say(f"charts.lacks-{status.value}", n=n)
            yield Piece(kind, n, STATUS_MARKS[status], said, (about,))


def _answer(each: Lacking, look: Look) -> Row:
    [bar] = each.bars
    return Row(each.libelle, tuple(_pieces(bar, each.libelle, look)))


# -------------------------------------------------------------------------------------- months that lack
def waiting_chart(
    screened: Screening, lang: str = "fr", *, theme: Theme = "light", by: str = ENTRY
) -> alt.LayerChart | None:
    """How many months lack to those who lack nothing else: a histogram for each year of entry into training.

    None where rules ask for no months, or nobody lacks nothing else.

    Args:
        screened: the screening.
        lang: `fr` or `en`.
        theme: `light`, `dark` or `page`.
        by: another column of the table of dossiers; of days, the years make the groups, else each value does.

    Raises:
        KeyError: the table of dossiers has no such column, or it is that of the references.

    >>> from datetime import date
    >>> import cnam_rules
    >>> screened = cnam_rules.screen("examples/cohort", "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> counts_of(waiting_chart(screened, "en"))[0]
    ('2023; more than 1 month, 2 months at most; 1', 1)
    """
    found, look = waiting(screened, by), Look(lang, theme)
    if found is None or not found.groups:
        return None
    return drawn_waiting(found, captions.waiting_about(found, look.speech), look)


def drawn_waiting(found: Waiting, about: Sequence[str], look: Look) -> alt.LayerChart:
    """The same, of what was counted already."""
    say, width = look.speech.say, found.width
    most = max(month for group in found.groups for month in group.bars)
    rects: list[Shape] = []
    texts: list[Shape] = []
    top = 0
    for group in found.groups:
        words, top = written(captions.group_said(group, look.speech), top, look)
        texts += words
        top += _LOW
        for month, n in sorted(group.bars.items()):
            said = captions.amount_said(look.speech, Unit.DUREE, Fraction(month), Fraction(width))
            piece = Piece("neutre", n, "", said, (captions.group_name(group, look.speech), said))
            sides = (month - width * 0.94, month - width * 0.06)
            rects.append(rect(piece, sides, (top - (_LOW - 4) * n / max(group.bars.values()), top), look))
        top += _LOW // 3
    heads = say("charts.group-head"), say("charts.amount"), say("screening.dossiers")
    picture = Picture(captions.waiting_title(found.by, look.speech), about, heads)
    axis = Axis(say("charts.lack-duree"), most, range(0, most + 1, width))
    return painted(picture, rects, texts, look, x=axis, height=top)


# ---------------------------------------------------------------------------------------- other readings
def moved_chart(screened: Screening, lang: str = "fr", *, theme: Theme = "light") -> alt.LayerChart | None:
    """Whose verdict another reading, taken alone, would change: from which to which, by answer.

    None where no other reading changes anything, or none was asked for.

    >>> from datetime import date
    >>> import cnam_rules
    >>> screened = cnam_rules.screen("examples/cohort", "titre-casp/jury", as_of=date(2025, 11, 3))
    >>> counts_of(moved_chart(screened, "en"))[0]
    ('none due as soon as part of the experience lies in the field; ✗ may not be sent → ✓ may be sent; 1', 1)
    """
    look = Look(lang, theme)
    moved = screened.moved()
    about = captions.moved_about(screened, look.speech)
    return drawn_moved(screened, moved, about, look) if moved else None


def drawn_moved(
    screened: Screening, moved: Sequence[Moved], about: Sequence[str], look: Look
) -> alt.LayerChart:
    """The same, of what was counted already."""
    say, readings = look.speech.say, screened.statement.rules.ruleset.readings
    rows, heading, most = [], "", 0
    for (reading, choice), moves in groupby(moved, lambda move: (move.reading, move.choice)):
        label = readings[reading].choice(choice).libelle.said(look.lang)
        pieces = [_move(move, label, look) for move in moves]
        most = max(most, sum(piece.n for piece in pieces))
        question = readings[reading].question.said(look.lang)
        rows.append(Row(label, pieces, question if reading != heading else None))
        heading = reading
    rects, texts, height = in_rows(rows, look, most)
    heads = say("screening.choice"), say("charts.change"), say("screening.dossiers")
    axis = Axis(say("screening.dossiers"), most)
    return painted(Picture(say("screening.moved"), about, heads), rects, texts, look, x=axis, height=height)


def _move(move: Moved, label: str, look: Look) -> Piece:
    say = look.speech.say
    marks = VERDICT_MARKS[move.before], VERDICT_MARKS[move.after]
    words = (
        f"{mark} {say(f'verdicts.{verdict.value}')}"
        for mark, verdict in zip(marks, (move.before, move.after), strict=True)
    )
    short = say("charts.moved-to", before=marks[0], after=marks[1])
    told = say("charts.counted", name=short, n=move.dossiers)
    before, after = words
    change = say("charts.moved-to", before=before, after=after)
    return Piece(_KINDS[move.after], move.dossiers, short, told, (label, change))
