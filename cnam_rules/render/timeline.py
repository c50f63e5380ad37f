"""A verdict as a picture of time: the spells, the totals that rise to what is asked, the report, in one SVG.

No colour says anything alone: what counts is full, what counts in part hatched, what doesn't an outline, what
nobody can tell dotted; and each is told in words. The picture is drawn for 640 columns, and is read at 600.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from zlib import crc32

from cnam_rules.render.lines import tame
from cnam_rules.render.markup import Markup, element
from cnam_rules.render.timeline_data import Bar, Frise, Rise, frise
from cnam_rules.render.timeline_scale import Scale, ticks
from cnam_rules.render.timeline_shapes import apart, bar_shape, cut_to, group, patterns, short_day, text_at
from cnam_rules.render.words import VERDICT_MARKS, Words
from cnam_rules.speech import Value

if TYPE_CHECKING:
    from cnam_rules.verdict import Verdict

__all__ = ["timeline", "timeline_figure"]

_WIDTH: Final = 640
_LEFT: Final = 12
_RIGHT: Final = _WIDTH - 12
_LETTER: Final = 7.0
"""The width of a letter on average, in the widest of the usual faces."""
_BOLD: Final = 7.7
"""The same of a bold one."""
_LETTERS: Final = int((_RIGHT - _LEFT) / _LETTER)
"""How many letters a line of the picture holds."""
_BOLD_LETTERS: Final = int((_RIGHT - _LEFT) / _BOLD)
_ROW: Final = 38
_RISE: Final = 62
_FLAT: Final = 14
_STANDINGS: Final = ("counts", "partly", "uncertain", "left-out", "ahead")


def timeline(verdict: Verdict, lang: str = "fr") -> str:
    """The timeline of a verdict as an SVG file.

    Args:
        verdict: the verdict.
        lang: `fr` or `en`.

    Raises:
        UnknownLanguage: for any other language.

    >>> from datetime import date
    >>> import cnam_rules
    >>> dossier = cnam_rules.load("examples/dossiers/emploi-en-cours.yaml")
    >>> svg = timeline(cnam_rules.decide(dossier, as_of=date(2025, 11, 3)))
    >>> svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"'), "2 décembre 2025" in svg
    (True, True)
    """
    words = Words(verdict, lang)
    return _Drawing(verdict, words, frise(verdict, words)).svg(headed=True) + "\n"


def timeline_figure(verdict: Verdict, lang: str = "fr") -> Markup | None:
    """The same for a page that says the rest; None when there is neither a spell nor a date to show.

    Raises:
        UnknownLanguage: for any language but `fr` and `en`.
    """
    words = Words(verdict, lang)
    shown = frise(verdict, words)
    if shown.empty:
        return None
    drawn = _Drawing(verdict, words, shown).svg(headed=False)
    label = words.speech.say("timeline.heading")
    return element("figure", drawn, class_="large", tabindex="0", role="group", aria_label=label)


@lru_cache(maxsize=1)
def _style() -> Markup:
    css = files("cnam_rules").joinpath("render", "timeline.css").read_text(encoding="utf-8")
    return element("style", Markup(css))


class _Drawing:
    def __init__(self, verdict: Verdict, words: Words, shown: Frise) -> None:
        self.verdict = verdict
        self.words = words
        self.speech = words.speech
        self.shown = shown
        days = [bar.debut for bar in shown.bars]
        days += [shown.as_of if bar.fin is None else bar.fin for bar in shown.bars]
        days += [rise.planned for rise in shown.rises if rise.planned is not None]
        days += [step.day for step in shown.steps]
        self.scale = Scale.of(shown.as_of, days, left=_LEFT, right=_RIGHT)
        self.y = 0.0
        self.about: list[str] = []
        """What the picture shows, for who doesn't see it."""
        facts = [(fact.least, fact.most) for fact in verdict.facts]
        drawn = f"{verdict.dossier} {verdict.as_of} {verdict.ruleset.sha256} {words.speech.lang} {facts}"
        self.name = f"frise-{crc32(drawn.encode('utf-8', 'replace')):08x}"
        """Begins the names that are the picture's own, as a page may hold several pictures."""

    def svg(self, *, headed: bool) -> Markup:
        """The picture; `headed` with the dossier and the finding above."""
        title = tame(self.say("title", dossier=self.verdict.dossier, as_of=self.verdict.as_of))
        top = [*self.header()] if headed else []
        axis = self.y = self.y + 18
        self.y += 8
        rows = [*self.bars()]
        rows += [shape for rise in self.shown.rises for shape in self.rise(rise)]
        rows += [*self.steps()]
        if self.shown.empty:
            rows.append(self.label(_LEFT, self.y + 14, self.say("none")))
            self.about.append(self.say("none"))
            self.y += 24
        bottom = self.y
        rows += [*self.legend()]
        height = self.y + 10
        name = self.name
        parts = [
            element("title", title, id=f"{name}-t"),
            element("desc", " ".join([f"{title}.", *self.about]), id=f"{name}-d"),
            _style(),
            patterns(self.name),
            Markup(f'<rect class="fond" width="{_WIDTH}" height="{height:.0f}" rx="6"/>'),
            *top,
            *self.axis(axis, bottom),
            *rows,
        ]
        return Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="frise" viewBox="0 0 {_WIDTH} {height:.0f}" '
            f'role="img" aria-labelledby="{name}-t {name}-d" lang="{self.speech.lang}">'
            + "".join(parts)
            + "</svg>"
        )

    def header(self) -> Iterator[Markup]:
        """Which dossier, and what was found."""
        status = self.verdict.status
        title = self.speech.say("page.title", dossier=self.verdict.dossier, as_of=self.verdict.as_of)
        finding = self.speech.say("page.finding", said=self.words.finding(status))
        yield self.label(_LEFT, 24, cut_to(tame(title), _BOLD_LETTERS), "fort")
        yield self.label(_LEFT, 44, cut_to(f"{VERDICT_MARKS[status]} {tame(finding)}", _LETTERS))
        self.y = 54

    def axis(self, y: float, bottom: float) -> Iterator[Markup]:
        """The ticks, a line down from each, and the day of the decision: nothing after it counts."""
        for x, name in ticks(self.scale, self.speech):
            yield Markup(f'<path class="grille" d="M{x:.1f} {y + 4:.0f}V{bottom:.0f}"/>')
            if x < _RIGHT - len(name) * _LETTER:
                yield self.label(x + 3, y, name, "pale")
        yield Markup(f'<path class="axe" d="M{_LEFT} {y + 4:.0f}H{_RIGHT}"/>')
        x = self.scale.x(self.shown.as_of + 1)
        yield Markup(f'<path class="jour" d="M{x:.1f} {y + 4:.0f}V{bottom + 4:.0f}"/>')
        yield self.beside(x, bottom + 17, self.say("as-of", date=self.verdict.as_of), "jour-mot")

    def bars(self) -> Iterator[Markup]:
        """The spells, one below the other, each employer's under its name."""
        place = ""
        for bar in self.shown.bars:
            since = bar.place if bar.place != place else ""
            place = bar.place
            end = self.say("in-progress") if bar.fin is None else short_day(bar.fin)
            when = f"{short_day(bar.debut)} – {end}"
            name = ", ".join(filter(None, (bar.place, bar.what)))
            told = self.say("spell", name=name, when=when, standing=self.say(bar.standing))
            why = self.speech.list(bar.reasons)
            self.about.append(f"{told} ({why})." if why else f"{told}.")
            yield self.two(since, bar.what, _LETTERS - len(when))
            yield self.label(_RIGHT, self.y + 15, when, "pale droite")
            if why:
                self.y += 16
                yield self.label(
                    _LEFT,
                    self.y + 15,
                    cut_to(self.say("why", standing=self.say(bar.standing), why=why), _LETTERS),
                    "pale",
                )
            yield group("stage" if bar.stage else "emploi", element("title", self.about[-1]), *self.bar(bar))
            self.y += _ROW

    def two(self, strong: str, plain: str, room: int) -> Markup:
        """An employer's name and a job's title on one line, cut to the room there is."""
        strong = cut_to(strong, room)
        plain = cut_to(f"  {plain}" if strong else plain, max(room - len(strong), 0))
        name = element("tspan", apart(strong), class_="fort") if strong else None
        return text_at(_LEFT, self.y + 15, "halo", [name, apart(plain)])

    def bar(self, bar: Bar) -> Iterator[Markup]:
        """A spell's days: up to the day of the decision as they count, then in outline."""
        as_of = self.shown.as_of
        end = self.scale.last if bar.fin is None else bar.fin
        if bar.debut <= as_of:
            yield self.rect(bar.debut, min(end, as_of), bar.standing)
        if end > as_of:
            yield self.rect(max(bar.debut, as_of + 1), end, "ahead")

    def rect(self, first: int, last: int, standing: str) -> Markup:
        """Some days of a spell."""
        x, width = self.columns(first, last)
        return bar_shape(self.name, standing, x, self.y + 21, width)

    def rise(self, rise: Rise) -> Iterator[Markup]:
        """A total as days go by, with the threshold that it rises to."""
        totals = [total for _, total in (*rise.sure, *rise.possible)]
        height = _RISE if any(totals) else _FLAT
        base = self.y + 30 + height
        top = max(*totals, rise.bound, 1) * 1.12

        def level(total: int) -> float:
            return base - height * total / top

        self.about.append(self.say("measured", said=rise.said, asked=rise.asked))
        yield self.two(rise.said, "" if any(totals) else f"({rise.asked})", _BOLD_LETTERS)
        if any(totals):
            line = self.curve(rise, level)
            x = self.scale.x(rise.sure[-1][0] + 1)
            start = self.scale.x(rise.sure[0][0] + 1)
            yield Markup(f'<path class="aire" d="M{start:.1f} {base:.1f}L{line[1:]}V{base:.1f}Z"/>')
            yield Markup(f'<path class="monte" d="{line}"/>')
            if rise.possible:
                yield Markup(f'<path class="peut" d="{self.curve(rise, level, possible=True)}"/>')
            end = level(rise.sure[-1][1])
            yield Markup(f'<path class="seuil" d="M{_LEFT} {level(rise.bound):.1f}H{_RIGHT}"/>')
            yield self.label(_LEFT, level(rise.bound) - 4, cut_to(rise.asked, _LETTERS), "seuil-mot")
            if rise.planned is not None:
                to, up = self.scale.x(rise.planned + 1), level(rise.bound)
                yield Markup(f'<path class="suite" d="M{x:.1f} {end:.1f}L{to:.1f} {up:.1f}"/>')
            yield group("emploi", Markup(f'<circle class="point" cx="{x:.1f}" cy="{end:.1f}" r="3"/>'))
        yield Markup(f'<path class="axe" d="M{_LEFT} {base:.1f}H{_RIGHT}"/>')
        for first, last in rise.overlaps:
            left, width = self.columns(first, last)
            yield Markup(
                f'<rect class="double" x="{left:.1f}" y="{base + 2:.1f}" width="{width:.1f}" height="3"/>'
            )
        self.y = base + 14
        yield from self.crossing(rise, level(rise.bound), base)

    def crossing(self, rise: Rise, y: float, base: float) -> Iterator[Markup]:
        """The day on which the threshold was reached, or will be: told under the curve, where nothing is."""
        day = rise.reached or rise.planned
        if day is None:
            return
        said = self.say("reached" if rise.reached else "planned", date=date.fromordinal(day))
        self.about.append(f"{said[:1].upper()}{said[1:]}.")
        said = f"{said} →" if self.scale.beyond(day) else said
        x, style = self.scale.x(day + 1), "atteint" if rise.reached else "a-venir"
        yield Markup(f'<path class="repere" d="M{x:.1f} {y:.1f}V{base + 12:.1f}"/>')
        yield Markup(f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
        yield self.beside(x, base + 18, said, "seuil-mot")
        self.y = base + 28

    def curve(self, rise: Rise, level: Callable[[int], float], *, possible: bool = False) -> str:
        """The path of a total; where presence is counted, it rises at the end of a spell, all at once."""
        points = rise.possible if possible else rise.sure
        between = "H{0:.1f}V{1:.1f}" if rise.steps else "L{0:.1f} {1:.1f}"
        (day, total), *others = points
        path = f"M{self.scale.x(day + 1):.1f} {level(total):.1f}"
        return path + "".join(between.format(self.scale.x(day + 1), level(total)) for day, total in others)

    def steps(self) -> Iterator[Markup]:
        """The steps of the report, each on its day."""
        for step in self.shown.steps:
            x, y = self.scale.x(step.day), self.y + 12
            style = "fait" if step.taken else "prevu"
            self.about.append(f"{step.said[:1].upper()}{step.said[1:]}.")
            yield Markup(f'<path class="{style}" d="M{x:.1f} {y - 6:.0f}l6 6l-6 6l-6 -6Z"/>')
            said = f"{step.said} →" if self.scale.beyond(step.day) else step.said
            wide = _LETTER * len(said) + 9
            if x - wide < _LEFT and x + wide > _RIGHT:  # no room on either side: below
                self.y += 16
            yield self.beside(x, self.y + 16, said, "")
            self.y += 20

    def legend(self) -> Iterator[Markup]:
        """What the shapes mean, those that are there."""
        standings: set[str] = {bar.standing for bar in self.shown.bars}
        if any(bar.fin is None or bar.fin > self.shown.as_of for bar in self.shown.bars):
            standings.add("ahead")
        items = [
            (self.say(name), bar_shape(self.name, name, 0, 0, 18)) for name in _STANDINGS if name in standings
        ]
        if any(rise.overlaps for rise in self.shown.rises):
            items.append((self.say("overlap"), Markup('<rect class="double" y="5" width="18" height="3"/>')))
        if any(rise.possible for rise in self.shown.rises):
            items.append((self.say("possible"), Markup('<path class="peut" d="M0 6H18"/>')))
        x, y = float(_LEFT), self.y + 28
        for said, shape in items:
            width = 26 + len(said) * _LETTER
            if x > _LEFT and x + width > _RIGHT:
                x, y = float(_LEFT), y + 20
            yield Markup(f'<g class="emploi" transform="translate({x:.0f} {y:.0f})">{shape}</g>')
            yield self.label(x + 24, y + 11, said, "pale")
            x += width + 12
        self.y = y + 16 if items else y

    def columns(self, first: int, last: int) -> tuple[float, float]:
        """Where days begin, and how wide they are: never less than can be seen."""
        x = self.scale.x(first)
        return min(x, _RIGHT - 2.0), max(self.scale.x(last + 1) - x, 2.0)

    def label(self, x: float, y: float, said: str, style: str = "") -> Markup:
        """A text on the picture, set off from the lines behind it."""
        return text_at(x, y, f"halo {style}".strip(), said)

    def beside(self, x: float, y: float, said: str, style: str) -> Markup:
        """A text before a column, or after it where there is no room before; never off the picture."""
        wide = _LETTER * len(said)
        if x - 9 - wide >= _LEFT:
            return self.label(x - 9, y, said, f"{style} droite")
        return self.label(max(min(x + 9, _RIGHT - wide), _LEFT), y, said, style)

    def say(self, key: str, **args: Value) -> str:
        """A sentence of the timeline."""
        return self.speech.say(f"timeline.{key}", **args)
