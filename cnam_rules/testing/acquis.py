"""Hypothesis strategies for what a candidate holds, and for the measures of it that random rule files have.

What they favour: the day of the decision and the one after, days exactly so many months before it and a day
more or less, levels about B1 and 5, names of tests in other letters, and unknown in every place that may hold
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from cnam_rules.dossier.acquis import NIVEAUX, SANS_CODE, Cecrl, Diplome, ResultatDeTest, Situation
from cnam_rules.facts import Text
from cnam_rules.measures import Vocabulary
from cnam_rules.testing.parts import Part, always
from cnam_rules.testing.ue_measures import REQUIRED, Place

__all__ = [
    "ACQUIS_KINDS",
    "SITUATIONS",
    "acquis_bound",
    "acquis_places",
    "diplomes",
    "failures",
    "results",
    "situations",
    "span",
    "vocabulary_text",
]

ACQUIS_KINDS: Final = ("situation", "diplome", "niveau_de_langue", "points_au_test")
"""The kinds of measure that are about who the candidate is and what they hold."""

SITUATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "voie": ("formation-initiale", "formation-continue"),
    "entree": ("L1", "L2", "L3"),
    "boursier": ("oui", "non"),
}
"""The words of the situations that random rule files declare, by name."""

_VOCABULARY: Final = {
    name: Vocabulary(name, Text(name, name), tuple((word, Text(word, f"{word} (en)")) for word in words))
    for name, words in SITUATIONS.items()
}
_CODES: Final = ("RNCP36625", "RNCP35526", "RNCP1")
_TESTS: Final = ("BULATS", "TOEIC")
_SPANS: Final = (("12 mois", 12 * 31), ("2 ans", 24 * 31), ("36 mois", 36 * 31), ("0 jours", 0))
_MONTHS: Final = (12, 24, 36)
_POINTS: Final = ("0", "45", "45.5", "990")


def _days_about(as_of: date) -> st.SearchStrategy[date]:
    """Days about the ends of spans that end on a day, and about that day."""
    ends = st.sampled_from([as_of, *(as_of - relativedelta(months=months) for months in _MONTHS)])
    about = st.tuples(ends, st.integers(-1, 1)).map(lambda pair: pair[0] + timedelta(days=pair[1]))
    return about | st.dates(date(2015, 1, 1), as_of)


def failures(as_of: date) -> st.SearchStrategy[date | bool | None]:
    """What is known of a failure at the examination of a UE."""
    return st.none() | st.booleans() | _days_about(as_of)


def situations(words: Mapping[str, Sequence[str]] = SITUATIONS) -> st.SearchStrategy[Situation]:
    """Situations: each name in one of its words, or unknown; now and then a name that no rules read."""
    known = {name: st.sampled_from([*of_name]) for name, of_name in words.items()}
    others = {"autre nom": st.sampled_from(("x", "inconnue")), "vois": st.just("L9")}
    return st.fixed_dictionaries({}, optional=known | others).map(Situation)


@st.composite
def diplomes(draw: st.DrawFn, titles: st.SearchStrategy[str], as_of: date) -> Diplome:
    """A diploma, which may be dated the day after `as_of`."""
    return Diplome(
        intitule=draw(titles),
        niveau=draw(st.none() | st.sampled_from(NIVEAUX)),
        code=draw(st.none() | st.sampled_from((*_CODES, SANS_CODE))),
        domaine=draw(st.sampled_from((True, False, None))),
        date=draw(st.none() | _days_about(as_of)),
    )


@st.composite
def results(draw: st.DrawFn, as_of: date) -> ResultatDeTest:
    """The result of a language test, which may be dated the day after `as_of`."""
    hundredths = st.sampled_from((0, 4499, 4500, 4501, 99000)) | st.integers(0, 999_900)
    return ResultatDeTest(
        test=draw(st.sampled_from((*_TESTS, "bulats", "T O E I C", "autre"))),
        date=draw(st.none() | _days_about(as_of)),
        niveau=draw(st.none() | st.sampled_from(Cecrl)),
        points=draw(st.none() | hundredths.map(lambda points: Fraction(points, 100))),
    )


def vocabulary_text() -> str:
    """The `situations` of a rule file, in one line of YAML that is JSON too."""
    names = []
    for name, vocabulary in _VOCABULARY.items():
        words = ", ".join(
            f'"{word}": {{fr: "{label.fr}", en: "{label.en}"}}' for word, label in vocabulary.words
        )
        names.append(f"{name}: {{libelle: {{fr: {name}, en: {name}}}, mots: {{{words}}}}}")
    return f"{{{', '.join(names)}}}"


def acquis_places(draw: st.DrawFn, kind: str, *, monotone: bool) -> dict[str, Place]:
    """The options of a kind, the main one first; those without a default are always written.

    Args:
        draw: given by hypothesis.
        kind: one of `ACQUIS_KINDS`.
        monotone: whether more must never make it worse; a test that is no longer valid does.
    """

    def one_of(*parts: Part[Any]) -> Part[Any]:
        return draw(st.sampled_from(parts))

    def some_of(words: Sequence[str]) -> Part[tuple[str, ...]]:
        chosen = tuple(draw(st.lists(st.sampled_from([*words]), unique=True, min_size=1, max_size=3)))
        return always(f"[{', '.join(chosen)}]", chosen)

    if kind == "situation":
        # The words are those of the name: a reading would have to fill both at once.
        name = draw(st.sampled_from([*SITUATIONS]))
        return {
            "situation": ("", lambda: always(name, _VOCABULARY[name]), REQUIRED),
            "parmi": (f"words of {name}", lambda: some_of(SITUATIONS[name]), REQUIRED),
        }
    if kind == "diplome":
        any_field = [always(word, value) for word, value in (("oui", True), ("non", False))]
        return {
            "diplome": ("register", lambda: one_of(always("quelconque", None), some_of(_CODES)), REQUIRED),
            "niveau_au_moins": ("niveau", lambda: _level(draw), None),
            "dans_le_domaine": ("domaine", lambda: one_of(*any_field, always("indifferent", None)), None),
        }
    main: Place = (
        ("tests", lambda: one_of(always("tous", None), some_of(_TESTS)), REQUIRED)
        if kind == "niveau_de_langue"
        else ("test", lambda: one_of(*(always(test, test) for test in _TESTS)), REQUIRED)
    )
    valid: dict[str, Place] = {} if monotone else {"valable": ("span", lambda: span(draw), None)}
    return {kind: main, **valid}


def _level(draw: st.DrawFn) -> Part[int]:
    niveau = draw(st.sampled_from(NIVEAUX))
    return always(str(niveau), niveau)


def span(draw: st.DrawFn) -> Part[int]:
    """A span of time before the day of the decision."""
    return always(*draw(st.sampled_from(_SPANS)))


def acquis_bound(draw: st.DrawFn, kind: str) -> tuple[str, int]:
    """A bound in the unit of a kind that isn't a yes or a no, and the whole number that it is."""
    if kind == "niveau_de_langue":
        level = draw(st.sampled_from([*Cecrl][1:]))
        return level.value, level.rang
    points = draw(st.sampled_from(_POINTS))
    return f"{points} points", int(Fraction(points) * 100)
