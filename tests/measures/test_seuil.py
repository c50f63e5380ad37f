"""A measure against a value that is no constant: the right one of three answers, and what it rests on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Decision, Dossier
from cnam_rules.facts import Text
from cnam_rules.faults import RuleSetError
from cnam_rules.kernel import Op
from cnam_rules.measures.seuil import compared
from cnam_rules.measures.valeurs import ENTREE, JOUR, DecisionPrevue, Parametre, ValeurDatee
from cnam_rules.units import Unit

DAY = timedelta(days=1)
FIRST, SECOND = date(2019, 9, 1), date(2023, 9, 1)
AS_OF = date(2025, 11, 3)
LABEL = Text("valeur", "value")


@given(
    op=st.sampled_from((Op.AT_LEAST, Op.MORE_THAN)),
    least=st.integers(0, 6),
    more=st.none() | st.integers(0, 6),
    low=st.integers(0, 9),
    wide=st.integers(0, 4),
)
def test_the_answer_is_what_every_pair_of_numbers_says(
    op: Op, least: int, more: int | None, low: int, wide: int
) -> None:
    """Yes when all pairs say yes, no when none does, unknown otherwise; nothing above 20 differs from 20."""
    most = None if more is None else least + more
    pairs = [
        number >= value if op is Op.AT_LEAST else number > value
        for number in range(least, (20 if most is None else most) + 1)
        for value in range(low, low + wide + 1)
    ]
    assert compared(op, least, most, low, low + wide) == (int(all(pairs)), int(any(pairs)))


def parameter(selon: str) -> Parametre:
    values = (ValeurDatee(FIRST, 24, "1", "x"), ValeurDatee(SECOND, 18, "2", "y"))
    return Parametre("p", LABEL, selon, values)


@pytest.mark.parametrize(
    ("day", "value"),
    [(FIRST, 24), (FIRST + DAY, 24), (SECOND - DAY, 24), (SECOND, 18), (SECOND + DAY, 18)],
)
def test_a_parameter_has_the_value_of_the_day_that_chooses(day: date, value: int) -> None:
    entered = Dossier("D", "P", entree_en_formation=day)
    assert parameter(ENTREE).held(entered, AS_OF).least == value
    assert parameter(JOUR).held(Dossier("D", "P", entree_en_formation=FIRST), day).most == value


@pytest.mark.parametrize("selon", [ENTREE, JOUR])
def test_before_its_first_value_a_parameter_has_none(selon: str) -> None:
    day = FIRST - DAY
    dossier = Dossier("D", "P", entree_en_formation=day)
    with pytest.raises(RuleSetError) as caught:
        parameter(selon).held(dossier, AS_OF if selon == ENTREE else day)
    (fault,) = caught.value.faults
    assert fault.code == "no-value-yet"
    assert fault.path == ("$.entree_en_formation" if selon == ENTREE else "as_of")
    assert (fault.args["entered"], fault.args["expected"]) == ("2019-08-31", "2019-09-01")


def test_without_the_day_of_entry_a_parameter_is_whatever_it_may_be() -> None:
    unknown = Dossier("D", "P")
    held = parameter(ENTREE).held(unknown, AS_OF)
    assert (held.least, held.most) == (18, 24)
    assert [piece.path for piece in held.pieces()] == ["$.entree_en_formation"]
    before = parameter(ENTREE).held(unknown, SECOND - DAY)  # nobody entered after the day of the decision
    assert (before.least, before.most, before.pieces()) == (24, 24, ())
    assert parameter(JOUR).held(unknown, AS_OF).pieces() == ()


def decided(*values: tuple[str, date]) -> Dossier:
    decisions = tuple(Decision("d", value, "jury", "motif", day) for value, day in values)
    return Dossier("D", "P", decisions=decisions)


def wanted(default: int | None) -> DecisionPrevue:
    return DecisionPrevue("d", LABEL, LABEL, Unit.UE, 3, 6, default)


def test_a_decision_holds_from_its_day_on_and_the_latest_one_alone() -> None:
    dossier = decided(("5 UE", SECOND), ("4 UE", FIRST))
    held = [wanted(None).held(dossier, day) for day in (FIRST - DAY, FIRST, SECOND - DAY, SECOND)]
    assert [(one.least, one.most) for one in held] == [(3, 6), (4, 4), (4, 4), (5, 5)]
    assert [len(one.pieces()) for one in held] == [1, 0, 0, 0]
    assert held[3].prise is not None
    assert held[3].prise.date == SECOND


def test_what_holds_by_default_holds_while_nobody_decided() -> None:
    assert wanted(6).held(decided(), AS_OF).least == 6
    assert wanted(6).held(decided(("4 UE", AS_OF + DAY)), AS_OF).most == 6
    assert wanted(6).held(decided(("4 UE", AS_OF)), AS_OF).most == 4
    assert wanted(6).held(decided(), AS_OF).pieces() == ()
