"""Measures against parameters and decisions over tables, against those of each dossier."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Decision, Dossier, Experience
from cnam_rules.durations import Months, PartTime
from cnam_rules.facts import Text
from cnam_rules.kernel import Op
from cnam_rules.measures import Conventions, Measure
from cnam_rules.measures.age import Age
from cnam_rules.measures.delai import Delai
from cnam_rules.measures.duree import Duree
from cnam_rules.measures.heures import Heures
from cnam_rules.measures.moment_kinds import EtapeNommee, Simple
from cnam_rules.measures.seuil import Seuil
from cnam_rules.measures.ue import UnitesValidees
from cnam_rules.measures.valeurs import ENTREE, JOUR, DecisionPrevue, Parametre, ValeurDatee
from cnam_rules.testing import AS_OF
from cnam_rules.units import Unit, UnitError
from tests.measures.build import built
from tests.measures.tabular.agree import agree, over_tables
from tests.measures.tabular.drawing import CODES, OF_MANY, cohorts

DAY = timedelta(days=1)
NAME = Text("x", "x")
FROM = (date(2019, 9, 1), date(2023, 9, 1), date(2025, 3, 1))
DECIDED = {
    Unit.DUREE: ("3 mois", "1 an 6 mois", "18 mois 15 jours", "0 jours", "2 ans"),
    Unit.HEURES: ("154 heures", "461.99 heures", "462 heures"),
    Unit.UE: ("0 UE", "2 UE", "4UE"),
    Unit.AGE: ("26 ans", "25 ans 6 mois"),
}
"""Values, as a dossier may have them decided."""
ENDS = {unit: (min(map(unit.bound, texts)), max(map(unit.bound, texts))) for unit, texts in DECIDED.items()}


def compared(measure: Measure, *, op: Op, value: Parametre | DecisionPrevue) -> Seuil:
    return Seuil("mesure", measure, op, value, Conventions())


@st.composite
def measured(draw: st.DrawFn) -> Measure:
    conventions = Conventions(
        mois=draw(st.sampled_from(Months)), temps_partiel=draw(st.sampled_from(PartTime))
    )
    step = EtapeNommee("depot")
    single = draw(st.booleans())
    kinds: tuple[Measure, ...] = (
        Duree("experiences", True, None, None, False, single, conventions),
        Duree("stages", False, True, None, False, single, conventions),
        Heures("stages", False, None, single, None, None, conventions),
        Delai((step, Simple("jour")), False, conventions),
        Age(step, conventions),
        built(UnitesValidees, f"ue: [{', '.join(CODES)}]"),
    )
    return draw(st.sampled_from(kinds))


@st.composite
def thresholds(draw: st.DrawFn) -> Seuil:
    measure = draw(measured())
    low, high = ENDS[measure.UNIT]
    values = st.sampled_from([measure.UNIT.bound(text) for text in DECIDED[measure.UNIT]])
    value: Parametre | DecisionPrevue
    if draw(st.booleans()):
        name, usual = f"d_{measure.UNIT.value}", draw(st.none() | values)
        value = DecisionPrevue(name, NAME, NAME, measure.UNIT, low, high, usual)
    else:
        dated = tuple(
            ValeurDatee(day, draw(values), "1", "x") for day in FROM[draw(st.sampled_from((0, 0, 1, 2))) :]
        )
        value = Parametre(draw(st.sampled_from("pq")), NAME, draw(st.sampled_from((ENTREE, JOUR))), dated)
    return compared(measure, op=draw(st.sampled_from((Op.AT_LEAST, Op.MORE_THAN))), value=value)


@OF_MANY
@given(
    st.lists(thresholds(), min_size=3, max_size=3),
    cohorts(decisions={f"d_{unit.value}": texts for unit, texts in DECIDED.items()}),
)
def test_thresholds(drawn: list[Seuil], cohort: list[Dossier]) -> None:
    measures: dict[str, Measure] = {f"m{number}": measure for number, measure in enumerate(drawn)}
    agree(measures, cohort, AS_OF, codes=CODES, bounds=dict.fromkeys(measures, (1,)))


@pytest.mark.parametrize("as_of", [FROM[0] - DAY, FROM[0], FROM[1] - DAY, FROM[1], FROM[2]])
@pytest.mark.parametrize("selon", [ENTREE, JOUR])
def test_the_day_that_chooses_the_value(selon: str, as_of: date) -> None:
    values = tuple(
        ValeurDatee(day, months * 31, "1", "x") for day, months in zip(FROM, (24, 6, 12), strict=True)
    )
    job = Experience("Conseillère", date(2018, 1, 1), date(2018, 9, 30))
    entries = (None, *(day + around for day in FROM for around in (-DAY, 0 * DAY)))
    cohort = [Dossier("D", "P", entree_en_formation=day, experiences=(job,)) for day in entries]
    measure = Duree("experiences", False, None, None, False, False, Conventions())
    against = compared(measure, op=Op.AT_LEAST, value=Parametre("p", NAME, selon, values))
    agree({"m": against}, cohort, as_of, codes=CODES, bounds={"m": (1,)})


WRITTEN = {
    Unit.DUREE: (
        "3 mois",
        "3 mois\n",
        " 3 mois",
        "90 jours",
        "27 jours",
        "28 jours",
        "1an",
        "1 an et 3 jours",
        "1 an 3jours",
        "mois",
        "3",
    ),
    Unit.AGE: ("26 ans", "26", "26 ans 11 mois"),
    Unit.UE: ("12 UE", "12UE", "12  UE", "12.5 UE", "12345 UE", "12 ue"),
    Unit.ECTS: ("4.5 ECTS", "4.5000 ECTS", "4.0005 ECTS", "4,5 ECTS", "4.1234567 ECTS"),
    Unit.NOTE: ("10/20", "12.25 / 20", "12.255/20", "12.250/20"),
    Unit.MOYENNE: ("10/20", "9.99/20"),
    Unit.PART: ("12.5 %", "12.5%", "12.555 %"),
    Unit.HEURES: ("1 heure", "461.99 heures", "0.001 heures"),
    Unit.POINTS: ("45 points", "6.5 points", "x 45 points"),
    Unit.GROUPE: ("2 groupes", "1 groupe"),
    Unit.CECRL: ("B1", "b1", "aucun"),
    Unit.OUI_NON: ("oui", "non", "peut-être"),
}


@pytest.mark.parametrize("unit", Unit, ids=lambda unit: unit.value)
def test_what_is_decided_is_read_as_a_bound_and_refused_otherwise(unit: Unit) -> None:
    nothing = built(UnitesValidees, f"ue: [{', '.join(CODES)}]")
    values: dict[str, int | None] = {}
    for text in WRITTEN[unit]:
        try:
            values[text] = unit.bound(text)
        except UnitError:
            values[text] = None
    said = {str(n): text for n, text in enumerate(values)}
    each = [
        Dossier(name, "P", ue=(), decisions=(Decision("d", text, "a", "m", AS_OF),))
        for name, text in said.items()
    ]
    read = [value for value in values.values() if value is not None]
    for low, high in ((min(read), max(read)), (read[0], read[0])):
        wanted = DecisionPrevue("d", NAME, NAME, unit, low, high, None)
        found = over_tables({"m": compared(nothing, op=Op.AT_LEAST, value=wanted)}, each, AS_OF, codes=CODES)
        for name, text in said.items():
            value = values[text]
            assert found[name]["refused"] == (value is None or not low <= value <= high), (text, low, high)


def test_the_latest_decision_by_the_day_of_the_decision_holds() -> None:
    wanted = DecisionPrevue("d", NAME, NAME, Unit.DUREE, 31, 12 * 31, None)
    job = Experience("Conseillère", date(2025, 1, 1), date(2025, 4, 30), quotite=Fraction(1))
    taken = [
        ("d", "5 mois", AS_OF),
        ("d", "4 mois", AS_OF - DAY),
        ("d", "1 an", AS_OF + DAY),
        ("e", "1 mois", AS_OF),
    ]
    decisions = [Decision(name, value, "a", "m", day) for name, value, day in taken]
    cohort = [Dossier("D", "P", experiences=(job,), decisions=tuple(decisions[:n])) for n in range(5)]
    cohort += [Dossier("D", "P", experiences=(job,), decisions=tuple(reversed(decisions)))]
    measure = Duree("experiences", False, None, None, False, False, Conventions())
    for op in (Op.AT_LEAST, Op.MORE_THAN):
        against = compared(measure, op=op, value=wanted)
        for as_of in (AS_OF - DAY, AS_OF, AS_OF + DAY):
            agree({"m": against}, cohort, as_of, codes=CODES, bounds={"m": (1,)})
