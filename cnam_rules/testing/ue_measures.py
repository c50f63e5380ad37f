"""What random rule files say of UE, credits and marks: each kind's options, and its bounds.

Everything that a kind of measure may be asked for is drawn: lists and groups, ways of obtention, bounds on
marks, coefficients of each sort, the best ones, every rounding. The meaning is put together beside the text.
Files whose requirements only rise leave out the few options with which more can make it worse: a UE left out
for having no mark yet, a part of what is obtained, the best ones by unequal coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from cnam_rules.catalogue import packaged
from cnam_rules.dossier import Obtention
from cnam_rules.testing.parts import Part, always

__all__ = ["REQUIRED", "UE_KINDS", "Place", "bound", "places"]

UE_KINDS: Final = ("ue", "ects", "part_ects", "note", "plus_basse_note", "notees", "moyenne", "choix")
"""The kinds of measure that are about UE."""

Place: TypeAlias = tuple[str, Callable[[], Part[Any]], object]
"""An option: which places it can share a reading with, how it is made, and its default."""

_FICHE: Final = packaged().fiches["titre-casp/programme"]
_WORTH: Final = {code: int(credits_ * 1000) for code, credits_ in _FICHE.ects.items()}
_EXEMPTIONS: Final = frozenset((Obtention.VES, Obtention.VAE, Obtention.EQUIVALENCE))
_MARKS: Final = (("0/20", 0), ("6/20", 600), ("9.99/20", 999), ("10/20", 1000), ("20/20", 2000))
REQUIRED: Final = object()
"""Stands for the default of an option that is always written."""


def places(draw: st.DrawFn, kind: str, codes: Sequence[str], *, monotone: bool) -> dict[str, Place]:
    """The options of a kind, the main one first; those without a default are always written.

    Args:
        draw: given by hypothesis.
        kind: one of `UE_KINDS`.
        codes: the codes that measures look for.
        monotone: whether more must never make it worse.
    """
    return _Drawing(draw, codes, monotone).places(kind)


def bound(draw: st.DrawFn, kind: str, codes: Sequence[str]) -> tuple[str, int]:
    """A bound in the kind's unit as it is written, and the whole number that it is."""
    if kind in ("ue", "notees"):
        n = draw(st.sampled_from((0, 1, 2, 3, len(codes) - 1, len(codes))))
        return f"{n} UE", n
    if kind == "ects":
        credits_ = draw(st.sampled_from(("0", "4", "4.5", "6", "10", "64", "70", "122")))
        return f"{credits_} ECTS", int(Fraction(credits_) * 1000)
    if kind == "part_ects":
        part = draw(st.sampled_from(("0", "20", "33.33", "50", "99.99", "100")))
        return f"{part} %", int(Fraction(part) * 200)
    if kind == "choix":
        n = draw(st.integers(0, 3))
        return f"{n} groupe{'s' if n > 1 else ''}", n
    text, mark = draw(st.sampled_from(_MARKS))
    return text, 2 * mark if kind == "moyenne" else mark


class _Drawing:
    def __init__(self, draw: st.DrawFn, codes: Sequence[str], monotone: bool) -> None:
        self.draw = draw
        self.listed = codes
        self.monotone = monotone

    def places(self, kind: str) -> dict[str, Place]:
        ways: Place = ("ways", self.ways, None)
        codes: Place = ("codes", self.codes, REQUIRED)
        worth: Place = ("credits", self.worth, REQUIRED)
        exempted: Place = ("exempted", self.mark_or_nothing, None)
        unmarked: Place = ("unmarked", self.unmarked, 0)
        if kind == "ue":
            floor = self.draw(st.sampled_from(("note_au_moins", "note_plus_de")))
            return {
                "ue": codes,
                "obtentions": ways,
                floor: ("floor", self.mark, None),
                "dispensees": ("yes or no", self.yes_or_no, True),
                **self.failed(),
            }
        if kind == "ects":
            return {"ects": worth, "obtentions": ways}
        if kind == "part_ects":
            whole = {} if self.monotone else {"rapportee_a": ("whole", self.whole, False)}
            fixed = {"rapportee_a": ("all", lambda: always("tous", value=True), REQUIRED)}
            return {"part_ects": ("ways", self.ways, REQUIRED), "parmi": worth, **(whole or fixed)}
        if kind == "note":
            unmarked_mark: Place = ("mark", self.zero if self.monotone else self.mark, 0)
            return {
                "note": ("code", self.code, REQUIRED),
                "sans_note": unmarked_mark,
                "dispensees": ("mark exempted", self.mark, 0),
            }
        if kind == "plus_basse_note":
            return {"plus_basse_note": codes, "sans_note": unmarked, "dispensees": exempted}
        if kind == "notees":
            return {"notees": codes, "dispensees": ("yes or no", self.yes_or_no, False)}
        if kind == "choix":
            return {
                "choix": ("groups", self.groups, REQUIRED),
                "obtentions": ways,
                "une_seule_fois": ("yes or no", self.yes_or_no, True),
            }
        return self.mean(unmarked, exempted)

    def mean(self, unmarked: Place, exempted: Place) -> dict[str, Place]:
        """The best ones are of a list that no reading fills, so that they are no more than it has."""
        found: dict[str, Place] = {
            "moyenne": ("codes", self.codes, REQUIRED),
            "coefficients": ("coefficients", self.coefficients, None),
            "arrondi": ("rounding", self.rounding, None),
            "sans_note": unmarked,
            "dispensees": exempted,
        }
        if self.draw(st.booleans()):
            listed = self.codes()
            n = self.draw(st.integers(1, len(listed.means({}))))
            found["moyenne"] = ("", lambda: listed, REQUIRED)
            found["meilleures"] = ("", lambda: always(str(n), n), REQUIRED)
            if self.monotone:
                del found["coefficients"]
        return found

    def failed(self) -> dict[str, Place]:
        """Failures; time takes some out of a span, and a failure takes a UE out of those not failed."""
        if self.draw(st.booleans()):
            return {}
        if self.monotone:
            return {"echouees": ("", lambda: always("oui", value=True), REQUIRED)}
        spans = (("12 mois", 12 * 31), ("36 mois", 36 * 31), ("0 jours", 0))
        since: Place = ("since", lambda: always(*self.draw(st.sampled_from(spans))), None)
        return {"echouees": ("failed", self.yes_or_no, REQUIRED), "echec_depuis": since}

    # What each option may hold.

    def yes_or_no(self) -> Part[bool]:
        value = self.draw(st.booleans())
        return always("oui" if value else "non", value)

    def ways(self) -> Part[frozenset[Obtention] | None]:
        word = self.draw(st.sampled_from(("toutes", "dispenses", "some", "some")))
        if word != "some":
            return always(word, None if word == "toutes" else _EXEMPTIONS)
        chosen = self.draw(st.lists(st.sampled_from(Obtention), unique=True, min_size=1, max_size=3))
        return always(f"[{', '.join(way.value for way in chosen)}]", frozenset(chosen))

    def codes(self) -> Part[tuple[str, ...]]:
        group = self.draw(st.sampled_from(("obligatoires", "toutes", "some", "some", "some")))
        if group != "some":
            return always(group, _FICHE.codes if group == "toutes" else _FICHE.groups[group])
        chosen = tuple(self.draw(st.lists(st.sampled_from(self.listed), unique=True, min_size=1, max_size=3)))
        return always(f"[{', '.join(chosen)}]", chosen)

    def code(self) -> Part[str]:
        code = self.draw(st.sampled_from(self.listed))
        return always(code, code)

    def worth(self) -> Part[tuple[tuple[str, int], ...]]:
        listed = self.codes()
        return always(listed.text, tuple((code, _WORTH[code]) for code in listed.means({})))

    def mark(self) -> Part[int]:
        return always(*self.draw(st.sampled_from(_MARKS)))

    def zero(self) -> Part[int]:
        return always("0/20", 0)

    def mark_or_nothing(self) -> Part[int | None]:
        return always(*self.draw(st.sampled_from((("ignorees", None), *_MARKS))))

    def unmarked(self) -> Part[int | None]:
        return always("0/20", 0) if self.monotone else self.mark_or_nothing()

    def whole(self) -> Part[bool]:
        tous = self.draw(st.booleans())
        return always("tous" if tous else "obtenus", tous)

    def coefficients(self) -> Part[tuple[tuple[str, Fraction], ...] | None]:
        word = self.draw(st.sampled_from(("egaux", "ects", "each")))
        if word == "egaux":
            return always(word, None)
        if word == "ects":
            return always(word, tuple(_FICHE.ects.items()))
        texts = self.draw(st.lists(st.sampled_from(("1", "2", "5", "0.5", "1/3")), min_size=1, max_size=4))
        each = [(code, texts[index % len(texts)]) for index, code in enumerate(_FICHE.codes)]
        text = ", ".join(f"{code}: {weight}" for code, weight in each)
        return always(f"{{{text}}}", tuple((code, Fraction(weight)) for code, weight in each))

    def rounding(self) -> Part[str | None]:
        word = self.draw(st.sampled_from(("aucun", "centieme", "dixieme", "entier")))
        return always(word, None if word == "aucun" else word)

    def groups(self) -> Part[tuple[tuple[tuple[str, ...], int], ...]]:
        found = []
        for _ in range(self.draw(st.integers(1, 4))):
            listed = self.codes()
            need = self.draw(st.integers(1, min(3, len(listed.means({})))))
            found.append((listed.text, listed.means({}), need))
        text = ", ".join(f"{{parmi: {codes}, au_moins: {need}}}" for codes, _, need in found)
        return always(f"[{text}]", tuple((codes, need) for _, codes, need in found))
