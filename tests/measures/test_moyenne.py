"""`moyenne`: compared exactly, weighted exactly, the best of them exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier, Obtention, Ue
from cnam_rules.kernel import Compare, Op
from cnam_rules.measures.base import OptionsClash
from cnam_rules.measures.marks import MarkLine
from cnam_rules.measures.moyenne import Moyenne, MoyenneEvidence, rounded
from cnam_rules.measures.weighing import Weighted, best, mean, mean_ends
from cnam_rules.speech import Speech
from cnam_rules.testing import marks
from cnam_rules.units import Unit, UnitError
from tests.measures.build import (
    CODES,
    PLAIN,
    UNKNOWN,
    asked,
    built,
    dossier,
    ends,
    extremes,
    marked,
    measured,
    read_options,
    remedy,
    some_ue,
)

TEN = Unit.MOYENNE.bound("10/20")
VES = Obtention.VES


def over20(*marks_over_20: str) -> tuple[int, ...]:
    return tuple(Unit.MOYENNE.encode(Fraction(mark)) for mark in marks_over_20)


@pytest.mark.parametrize(
    ("given_marks", "at_least", "more_than"),
    [
        (("10", "10", "10"), True, False),
        (("10", "10", "9.99"), False, False),
        (("10", "10", "10.01"), True, True),
        (("9.99", "10", "10.02"), True, True),
        (("9.98", "10", "10.02"), True, False),
    ],
)
def test_a_mean_is_compared_exactly(given_marks: tuple[str, ...], at_least: bool, more_than: bool) -> None:
    measure = Moyenne(CODES[:3], PLAIN)
    given_ue = [marked(code, mark) for code, mark in zip(CODES, given_marks, strict=False)]
    fact = measured(measure, dossier(*given_ue))
    assert fact.known
    assert (fact.least >= TEN) == at_least
    assert (fact.least > TEN) == more_than


@given(
    notes=st.lists(marks(), min_size=1, max_size=4),
    weights=st.lists(st.fractions(Fraction(1, 10), 5, max_denominator=12), min_size=4, max_size=4),
    bound=st.sampled_from((999, 1000, 1001)) | st.integers(0, 2000),
)
def test_every_comparison_is_that_of_the_fractions(
    notes: list[Fraction], weights: list[Fraction], bound: int
) -> None:
    codes = CODES[: len(notes)]
    measure = Moyenne(codes, PLAIN, tuple(zip(codes, weights, strict=False)))
    fact = measured(measure, dossier(*(Ue(code, note=note) for code, note in zip(codes, notes, strict=True))))
    pairs = list(zip(notes, weights, strict=False))
    exact = sum(note * weight for note, weight in pairs) / sum(weight for _, weight in pairs)
    asked_for, written = Fraction(bound, 100), Unit.MOYENNE.bound(f"{bound // 100}.{bound % 100:02}/20")
    assert fact.known
    assert (fact.least >= written) == (exact >= asked_for)
    assert (fact.least > written) == (exact > asked_for)
    assert (fact.least <= written) == (exact <= asked_for)
    assert (fact.least < written) == (exact < asked_for)
    evidence: Any = fact.evidence
    assert evidence.mean == exact


def test_a_bound_is_a_whole_number_of_hundredths() -> None:
    with pytest.raises(UnitError, match="too-precise"):
        Unit.MOYENNE.bound("9.995/20")


@pytest.mark.parametrize(
    ("arrondi", "mark", "expected"),
    [
        ("aucun", "9.995", "9.995"),
        ("centieme", "9.995", "10"),
        ("centieme", "9.9949", "9.99"),
        ("dixieme", "9.95", "10"),
        ("dixieme", "9.949", "9.9"),
        ("entier", "9.5", "10"),
        ("entier", "9.499", "9"),
        ("entier", "20", "20"),
        ("dixieme", "0", "0"),
    ],
)
def test_half_a_step_goes_up(arrondi: str, mark: str, expected: str) -> None:
    word = None if arrondi == "aucun" else arrondi
    assert rounded(100 * Fraction(mark), word) == 100 * Fraction(expected)


def test_rounding_is_declared() -> None:
    low = dossier(marked("FPG003", "10"), marked("CCE001", "9.99"))
    for word, expected in (("aucun", "9.995"), ("centieme", "10"), ("entier", "10")):
        measure = built(Moyenne, f"{{moyenne: [FPG003, CCE001], arrondi: {word}}}")
        assert ends(measure, low) == over20(expected, expected)
    fact = measured(built(Moyenne, "{moyenne: [FPG003, CCE001], arrondi: centieme}"), low)
    said = fact.evidence.lines_of(Speech("en"))
    assert said[:2] == ["exact mean: 9.995 out of 20", "rounded to the hundredth: 10 out of 20"]


def test_a_mean_whose_decimals_never_end_is_told_by_its_first_ones() -> None:
    low = dossier(marked("FPG003", "10"), marked("CCE001", "9.99"), marked("TET003", "10"))
    evidence = measured(built(Moyenne, "{moyenne: [FPG003, CCE001, TET003]}"), low).evidence
    assert evidence.lines_of(Speech("fr"))[0] == "moyenne\u00a0: 9,9966… sur 20 (exactement 2999/300)"
    assert evidence.lines_of(Speech("en"))[0] == "mean: 9.9966… out of 20 (exactly 2999/300)"


@pytest.mark.parametrize(
    ("given_ue", "options", "expected"),
    [
        ((marked("FPG003", "12"), marked("CCE001", "9")), "", ("10.5", "10.5")),
        (
            (marked("FPG003", "12"), marked("CCE001", "9")),
            ", coefficients: {FPG003: 1, CCE001: 2}",
            ("10", "10"),
        ),
        ((marked("FPG003", "12"), marked("CCE001", "7")), ", coefficients: ects", ("10", "10")),
        ((marked("FPG003", "12"),), "", ("6", "6")),
        ((marked("FPG003", "12"),), ", sans_note: ignorees", ("12", "12")),
        ((marked("FPG003", "12"), Ue("CCE001", VES)), "", ("12", "12")),
        ((marked("FPG003", "12"), Ue("CCE001", VES)), ", dispensees: 10/20", ("11", "11")),
        ((marked("FPG003", "12"), Ue("CCE001", Obtention.EXAMEN)), "", ("6", "16")),
        ((marked("FPG003", "12"), Ue("CCE001")), "", ("6", "16")),
        ((Ue("FPG003", VES), Ue("CCE001", VES)), "", ("0", "0")),
        ((marked("FPG003", "12"), marked("CCE001", "9")), ", meilleures: 1", ("12", "12")),
        ((marked("FPG003", "12"), Ue("CCE001")), ", meilleures: 1", ("12", "20")),
    ],
)
def test_a_mean(given_ue: tuple[Ue, ...], options: str, expected: tuple[str, str]) -> None:
    measure = built(Moyenne, f"{{moyenne: [FPG003, CCE001]{options}}}")
    assert ends(measure, dossier(*given_ue)) == over20(*expected)


def test_an_unknown_list_leaves_the_mean_open() -> None:
    measure = Moyenne(CODES, PLAIN)
    assert ends(measure, UNKNOWN) == over20("0", "20")
    assert asked(measure, UNKNOWN) == [("$.ue", "liste-ue")]


def test_the_remedy_says_what_the_mean_is_to_reach() -> None:
    low = dossier(marked("FPG003", "12"), marked("CCE001", "7.99"))
    measure = Moyenne(("FPG003", "CCE001"), PLAIN)
    said = remedy(measure, low, TEN).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Il faut au moins 10/20 : ce nombre."
    assert "plus de 10/20" in remedy(measure, low, TEN, Op.MORE_THAN)
    assert "more than 10/20" in remedy(measure, low, TEN, Op.MORE_THAN, lang="en")
    fact = measured(measure, low)
    high = fact.evidence.shortfall(fact, Compare("m", Op.LESS_THAN, over20("9")[0]))
    assert high is not None
    assert high.amount is None


def test_the_best_marks_are_told() -> None:
    given_ue = dossier(marked("FPG003", "9"), marked("CCE001", "14"), marked("TET003", "9"))
    fact = measured(Moyenne(CODES[:3], PLAIN, meilleures=2), given_ue)
    evidence: Any = fact.evidence
    assert evidence.retained == ("FPG003", "CCE001")  # of two equal marks, the first
    assert (fact.least, fact.most) == over20("11.5", "11.5")


@pytest.mark.parametrize(
    ("options", "option", "code"),
    [
        ({"coefficients": (("FPG003", Fraction(1)),)}, "coefficients", "no-coefficient"),
        ({"meilleures": 5}, "meilleures", "not-in-range"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: dict[str, Any], option: str, code: str) -> None:
    with pytest.raises(OptionsClash) as caught:
        Moyenne(CODES, PLAIN, **options)
    assert (caught.value.option, caught.value.code) == (option, code)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{coefficients: {FPG003: 0}}", "not-in-range"),
        ("{coefficients: {FPG003: -1}}", "not-in-range"),
        ("{coefficients: {FPG03: 1}}", "unknown-word"),
        ("{coefficients: credits}", "unknown-word"),
        ("{meilleures: 0}", "not-in-range"),
        ("{arrondi: centime}", "unknown-word"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, fault: str) -> None:
    assert read_options(Moyenne, text)[1] == [fault]


weights = st.sampled_from((Fraction(1), Fraction(1), Fraction(2), Fraction(5), Fraction(1, 2)))
stands_for = st.none() | st.sampled_from((0, 1000))


@st.composite
def means(draw: st.DrawFn) -> Moyenne:
    codes = tuple(draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1)))
    given_weights = draw(st.none() | st.tuples(*[st.tuples(st.just(code), weights) for code in codes]))
    best_ones = draw(st.none() | st.integers(1, len(codes)))
    arrondi = draw(st.sampled_from((None, "centieme", "dixieme", "entier")))
    return Moyenne(codes, PLAIN, given_weights, best_ones, arrondi, draw(stands_for), draw(stands_for))


@given(measure=means(), dossier=some_ue())
def test_the_two_ends_are_those_of_what_may_be_told(measure: Moyenne, dossier: Dossier) -> None:
    """Those that are left out, the best ones and the weights included: nothing tighter, nothing looser."""
    assert ends(measure, dossier) == extremes(measure, dossier)


# The arithmetic alone.

pairs_of = st.lists(st.tuples(st.integers(0, 20), weights), max_size=6)


def every_choice(pairs: Sequence[tuple[int, Fraction]], n: int) -> Iterator[tuple[int, ...]]:
    yield from combinations(range(len(pairs)), min(n, len(pairs)))


@given(pairs=pairs_of, n=st.integers(1, 6))
def test_the_best_ones_have_the_greatest_mean_of_all_choices(
    pairs: list[tuple[int, Fraction]], n: int
) -> None:
    chosen = best(pairs, n)
    found = mean([pairs[i] for i in chosen])
    assert chosen in every_choice(pairs, n)
    assert found == max(mean([pairs[i] for i in choice]) for choice in every_choice(pairs, n))


def test_the_best_weighted_mean_is_not_that_of_the_highest_marks() -> None:
    pairs = [(20, Fraction(1)), (8, Fraction(10)), (6, Fraction(1))]
    assert best(pairs, 2) == (0, 2)
    assert mean([pairs[0], pairs[2]]) > mean([pairs[0], pairs[1]])


@st.composite
def weighted(draw: st.DrawFn) -> Weighted:
    one, two = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    return Weighted(min(one, two), max(one, two), draw(weights), draw(st.booleans()))


@given(items=st.lists(weighted(), max_size=5), n=st.none() | st.integers(1, 5))
def test_the_ends_of_a_mean_are_those_of_all_that_it_may_be(items: list[Weighted], n: int | None) -> None:
    found = []
    for present in product(*[(True, False) if item.optional else (True,) for item in items]):
        there = [item for item, is_there in zip(items, present, strict=True) if is_there]
        for pairs in ([(i.least, i.weight) for i in there], [(i.most, i.weight) for i in there]):
            count = len(pairs) if n is None else n
            found.append(max(mean([pairs[i] for i in choice]) for choice in every_choice(pairs, count)))
    assert mean_ends(items, n) == (min(found), max(found))


@pytest.mark.parametrize(("coefficient", "meilleures"), [(0, None), (-1, None), (1, 0), (1, -2)])
def test_evidence_that_no_mean_can_rest_on_has_no_ends(coefficient: int, meilleures: int | None) -> None:
    """As of a stored verdict that was altered: its ends would be searched for without end."""
    line = MarkLine(CODES[0], "inconnue", 0, 2000, True, coefficient=Fraction(coefficient))
    with pytest.raises(ValueError, match="coefficient" if coefficient < 1 else "meilleures"):
        MoyenneEvidence((line, line), None, None, meilleures, ()).bounds()
