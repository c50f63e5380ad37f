"""The form of a moment in a rule file, apart from the moments: saying it costs no import of theirs.

A test holds it against `cnam_rules.measures.moments.MOMENTS`.
"""

from __future__ import annotations

from typing import Final

from cnam_rules.forms import DATE, TEXT, WORD, Form, any_of, closed, items, words

__all__ = ["MOMENT", "SAYING_MORE", "TWO_MOMENTS", "WORDS"]

WORDS: Final = ("jour", "naissance", "entree_en_formation")
"""The moments that a word says."""

SAYING_MORE: Final[dict[str, Form]] = {
    "date": DATE,
    "etape": TEXT,
    "rapport": words(("redige", "soutenu", "valide")),
    "premiere_ue": any_of(WORD, items(WORD, least=1)),
    "derniere_ue": any_of(WORD, items(WORD, least=1)),
    "fin_des_stages": words(("attestes", "tous")),
    "fin_des_experiences": words(("attestees", "toutes")),
}
"""What follows the word of each of the others."""

MOMENT: Final = any_of(words(WORDS), *(closed({word: form}, (word,)) for word, form in SAYING_MORE.items()))
"""A moment; see `cnam_rules.measures.moments`."""

TWO_MOMENTS: Final = items(MOMENT, least=2, most=2)
"""Two of them, in order."""
