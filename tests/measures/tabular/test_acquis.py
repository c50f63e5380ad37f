"""Diplomas, language tests, situations and steps of the report over tables, against those of each dossier."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cnam_rules.dossier import Dossier
from cnam_rules.dossier.acquis import NIVEAUX, Cecrl, ResultatDeTest
from cnam_rules.facts import Text
from cnam_rules.measures import Conventions, Measure, Vocabulary
from cnam_rules.measures.diplome import DiplomeDetenu
from cnam_rules.measures.niveau_de_langue import NiveauDeLangue
from cnam_rules.measures.points_au_test import PointsAuTest
from cnam_rules.measures.rapport import STEPS, EtapeDuRapport
from cnam_rules.measures.situation import SituationParmi
from cnam_rules.testing import AS_OF, SITUATIONS
from tests.measures.tabular.agree import agree
from tests.measures.tabular.drawing import CODES, OF_MANY, cohorts

REGISTER = ("RNCP36625", "RNCP35526", "RNCP1")
SPANS = st.sampled_from((None, None, 0, 12 * 31, 24 * 31, 36 * 31, 17))
TESTS = ("BULATS", "toeic", "t o e i c")
PLAIN = Conventions()
VOCABULARY = {
    name: Vocabulary(name, Text(name, name), tuple((word, Text(word, word)) for word in words))
    for name, words in SITUATIONS.items()
}

diplomas = st.builds(
    DiplomeDetenu,
    st.none() | st.lists(st.sampled_from(REGISTER), unique=True, min_size=1).map(tuple),
    st.just(PLAIN),
    st.none() | st.sampled_from(NIVEAUX),
    st.sampled_from((True, False, None)),
)
levels = st.builds(
    NiveauDeLangue,
    st.none() | st.lists(st.sampled_from(TESTS), unique=True, min_size=1).map(tuple),
    st.just(PLAIN),
    SPANS,
)
points = st.builds(PointsAuTest, st.sampled_from(TESTS), st.just(PLAIN), SPANS)
steps = st.builds(EtapeDuRapport, st.sampled_from(STEPS), st.just(PLAIN))


@st.composite
def situations(draw: st.DrawFn) -> SituationParmi:
    name = draw(st.sampled_from([*SITUATIONS]))
    words = draw(st.lists(st.sampled_from(SITUATIONS[name]), unique=True, min_size=1))
    return SituationParmi(VOCABULARY[name], tuple(words), PLAIN)


acquis = diplomas | levels | points | steps | situations()


@OF_MANY
@given(st.lists(acquis, min_size=8, max_size=8), cohorts())
def test_what_a_candidate_holds(drawn: list[Measure], cohort: list[Dossier]) -> None:
    measures = {f"m{number}": measure for number, measure in enumerate(drawn)}
    agree(measures, cohort, AS_OF, codes=CODES, bounds=dict.fromkeys(measures, (1, 3, 4500)))


def test_the_names_of_tests_are_compared_without_case_nor_spaces_of_any_kind() -> None:
    names = (
        *("toeic 4 skills", "TOEIC\u00a04\u2009SKILLS", "toeic4\u017fkills", "TOEİC 4 SKILLS"),
        *("toeic 4\u3000s\tkills", "toeic 4 s\u200bkills", "toeic 4 s\u212aills"),
        *("ÉPREUVE", "épreuve", "e\u0301preuve", "STRASSE", "straße", "straẞe"),
    )
    cohort = [
        Dossier("D", "P", tests=(ResultatDeTest(name, date(2025, 1, 1), Cecrl.B1, Fraction(n + 1)),))
        for n, name in enumerate(names)
    ]
    asked = ("TOEIC 4 Skills", "épreuve", "Straße")
    measures = {name: PointsAuTest(name, PLAIN) for name in asked}
    agree(measures, cohort, AS_OF, codes=CODES)
    found = [
        measure.fact("m", dossier, AS_OF).least > 0 for measure in measures.values() for dossier in cohort
    ]
    assert sum(found) == 5 + 2 + 3


def test_the_ends_of_a_span_over_tables() -> None:
    days = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1)]
    cohort = [Dossier("D", "P", tests=(ResultatDeTest("BULATS", day, Cecrl.B1),)) for day in days]
    measures = {f"m{span}": NiveauDeLangue(None, PLAIN, span) for span in (0, 1, 12 * 31, 11 * 31 + 27)}
    for as_of in (date(2025, 2, 27), date(2025, 2, 28), date(2025, 3, 1)):
        agree(measures, cohort, as_of, codes=CODES)
