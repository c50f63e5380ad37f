"""What random rule files say of moments: orders, delays, ages, hours of stages, and limits of durations.

Every moment is drawn, of every sort. Few of these measures only rise when more is added: one more UE is
obtained later, one more stage ends later. Those that may fall (`EITHER_WAY`) are left out of the files whose
requirements only rise, and so are the limits of durations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from hypothesis import strategies as st

from cnam_rules.catalogue import packaged
from cnam_rules.measures.moment_kinds import (
    SPELL_WORDS,
    Calendrier,
    EtapeNommee,
    EtapeRapport,
    FinDesPeriodes,
    Moment,
    Simple,
    UeObtenues,
)
from cnam_rules.testing.dossiers import AS_OF, STEPS
from cnam_rules.testing.parts import Part, always
from cnam_rules.testing.ue_measures import REQUIRED, Place

__all__ = ["EITHER_WAY", "MOMENT_KINDS", "bound", "limits", "places"]

MOMENT_KINDS: Final = ("heures", "ordre", "delai", "age")
"""The kinds of measure that this module writes."""
EITHER_WAY: Final = frozenset(("ordre", "delai", "age"))
"""Those of which more of something may come to less."""

_FICHE: Final = packaged().fiches["titre-casp/programme"]
_DAYS: Final = (date(2016, 2, 29), date(2025, 9, 1), AS_OF, date(2025, 11, 4))
_HOURS: Final = ("0", "0.01", "35", "154", "461.99", "462", "500")
_AGES: Final = (("0 jours", 0), ("18 ans", 18), ("26 ans", 26), ("25 ans 6 mois", 25.5), ("30 ans", 30))


def places(draw: st.DrawFn, kind: str, codes: Sequence[str]) -> dict[str, Place]:
    """The options of a kind, the main one first; those without a default are always written.

    Args:
        draw: given by hypothesis.
        kind: one of `MOMENT_KINDS`.
        codes: the codes that moments of UE look for.
    """
    drawing = _Drawing(draw, codes)
    if kind == "ordre":
        return {
            "ordre": ("two moments", drawing.two, REQUIRED),
            "meme_jour": ("yes or no alone", drawing.yes_or_no, REQUIRED),
            "second_a_venir": ("yes or no alone", drawing.yes_or_no, False),
        }
    if kind == "delai":
        return {
            "delai": ("two moments", drawing.two, REQUIRED),
            "jusqu_au_jour": ("yes or no alone", drawing.yes_or_no, False),
        }
    if kind == "age":
        return {"age": ("moment", drawing.moment, REQUIRED)}
    return {
        "heures": ("", lambda: always("stages", "stages"), REQUIRED),
        "attestees": ("attestees", drawing.yes_or_no, False),
        "d_un_seul_tenant": ("d_un_seul_tenant", drawing.yes_or_no, False),
    }


def limits(draw: st.DrawFn, codes: Sequence[str]) -> dict[str, Place]:
    """The moments that may limit a duration; most have none."""
    drawing = _Drawing(draw, codes)
    chosen = draw(st.sampled_from(((), (), (), ("depuis",), ("avant",), ("depuis", "avant"))))
    return dict.fromkeys(chosen, ("moment", drawing.moment, None))


def bound(draw: st.DrawFn, kind: str) -> tuple[str, int]:
    """A bound in the kind's unit as it is written, and the whole number that it is."""
    if kind == "age":
        text, years = draw(st.sampled_from(_AGES))
        return text, int(years * 12) * 31
    hours = draw(st.sampled_from(_HOURS))
    return f"{hours} heures", round(float(hours) * 100) * 2


class _Drawing:
    def __init__(self, draw: st.DrawFn, codes: Sequence[str]) -> None:
        self.draw = draw
        self.listed = codes

    def yes_or_no(self) -> Part[bool]:
        value = self.draw(st.booleans())
        return always("oui" if value else "non", value)

    def two(self) -> Part[tuple[Moment, Moment]]:
        one, two = self.moment(), self.moment()
        return always(f"[{one.text}, {two.text}]", (one.means({}), two.means({})))

    def moment(self) -> Part[Moment]:
        ways: tuple[Callable[[], Part[Moment]], ...] = (
            self.simple, self.day, self.step, self.step, self.report, self.units, self.units, self.end,
        )  # fmt: skip
        return self.draw(st.sampled_from(ways))()

    def simple(self) -> Part[Moment]:
        word = self.draw(st.sampled_from(("jour", "naissance", "entree_en_formation")))
        return always(word, Simple(word))

    def day(self) -> Part[Moment]:
        day = self.draw(st.sampled_from(_DAYS))
        return always(f"{{date: {day}}}", Calendrier(day))

    def step(self) -> Part[Moment]:
        name = self.draw(st.sampled_from(STEPS))
        return always(f"{{etape: {name}}}", EtapeNommee(name))

    def report(self) -> Part[Moment]:
        step = self.draw(st.sampled_from(("redige", "soutenu", "valide")))
        return always(f"{{rapport: {step}}}", EtapeRapport(step))

    def units(self) -> Part[Moment]:
        last = self.draw(st.booleans())
        codes = self.draw(st.lists(st.sampled_from(self.listed), unique=True, min_size=1, max_size=3))
        group = self.draw(st.sampled_from((None, None, "obligatoires", "toutes")))
        text = group or f"[{', '.join(codes)}]"
        meant = _FICHE.codes if group == "toutes" else _FICHE.groups[group] if group else tuple(codes)
        word = "derniere_ue" if last else "premiere_ue"
        return always(f"{{{word}: {text}}}", UeObtenues(meant, last))

    def end(self) -> Part[Moment]:
        spells = self.draw(st.sampled_from(tuple(SPELL_WORDS)))
        word, certified = self.draw(st.sampled_from(tuple(SPELL_WORDS[spells].items())))
        return always(f"{{fin_des_{spells}: {word}}}", FinDesPeriodes(spells, certified))
