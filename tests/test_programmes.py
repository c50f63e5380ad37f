"""What a programme is asked: prices, enrolment, delay of access, where it leads, as its page says them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnam_rules
from cnam_rules.catalogue import Catalogue
from cnam_rules.catalogue.files import packaged_folder
from cnam_rules.faults import QuestionError, RuleSetError
from cnam_rules.programmes import programme
from cnam_rules.speech import LANGUAGES

TITLE = cnam_rules.programme("RNCP36625")


def codes_of(error: QuestionError | RuleSetError) -> list[str]:
    for fault in error.faults:
        assert all(fault.message(lang) and fault.hint(lang) for lang in LANGUAGES)
        assert "…" not in fault.message()
    return [fault.code for fault in error.faults]


# ----------------------------------------------------------------------------------------------------- price
@pytest.mark.parametrize(
    ("funding", "status", "euros"),
    [
        ("cpf", None, 6225),
        ("cpf", "salarie", 6225),
        ("employeur", None, 12450),
        ("pole-emploi", None, 6225),
        ("pole-emploi", "demandeur-emploi", 6225),
        ("region", "salarie", 1918),
        ("region", "demandeur-emploi", 1534),
    ],
)
def test_the_prices_are_those_of_the_page_in_cents(funding: str, status: str | None, euros: int) -> None:
    answer = TITLE.price(funding=funding, status=status)
    assert (answer.value, answer.known, len(answer.rows)) == (100 * euros, True, 1)
    (row,) = answer.rows
    assert row.source is not None
    printed = f"{euros // 1000}.{euros % 1000:03} €"
    assert row.source.extrait.endswith(printed)


def test_what_is_not_said_of_the_candidate_leaves_the_prices_that_it_may_be() -> None:
    answer = TITLE.price(funding="region")
    assert (answer.known, answer.value, answer.missing) == (False, None, ("statut",))
    assert answer.result("prix").possible == (191_800, 153_400)
    assert TITLE.price(status="salarie").missing == ("financement",)
    assert TITLE.price().missing == ("financement", "statut")


def test_an_answer_shows_its_row_the_words_of_the_source_and_their_place() -> None:
    text = str(TITLE.price(funding="region", status="salarie"))
    assert "✓ Prix\u00a0: 1\u202f918\u00a0€" in text
    assert "Je finance avec le co-financement Région Salarié" in text
    line = next(row.line for row in TITLE.tables["prix"].rows if row.outcome == (191_800,))
    assert f"(titre-casp/renseignements.yaml, ligne {line})" in text
    file = (packaged_folder() / "titre-casp" / "renseignements.yaml").read_text(encoding="utf-8").splitlines()
    assert "1918 €" in file[(line or 0) - 1]
    assert "€1,918" in TITLE.price(funding="region", status="salarie").text("en")


def test_an_answer_in_json_says_the_same() -> None:
    data = json.loads(TITLE.price(funding="region").to_json())
    assert (data["known"], data["values"], data["kinds"]) == (False, {"prix": None}, {"prix": "euros"})
    assert data["given"] == {"financement": "region", "statut": None}
    assert [(row["row"], row["values"]) for row in data["rows"]] == [
        (4, {"prix": 191800}),
        (5, {"prix": 153400}),
    ]


# ------------------------------------------------------------------------------------------------- enrolment
@pytest.mark.parametrize(
    ("session", "day", "open_"),
    [
        ("S1", date(2024, 6, 21), True),  # the page's own example
        ("S1", date(2024, 4, 30), False),
        ("S1", date(2024, 5, 1), None),  # which day of May it opens on, the page doesn't say
        ("S1", date(2024, 5, 30), None),
        ("S1", date(2024, 5, 31), True),
        ("S1", date(2024, 10, 1), True),
        ("S1", date(2024, 10, 2), None),
        ("S1", date(2024, 10, 31), None),
        ("S1", date(2024, 11, 1), False),
        ("annuel", date(2024, 10, 1), True),
        ("annuel", date(2025, 1, 15), False),
        ("S2", date(2024, 4, 30), False),
        ("S2", date(2024, 5, 31), True),
        ("S2", date(2024, 12, 31), True),
        ("S2", date(2025, 1, 1), True),
        ("S2", date(2024, 2, 29), True),
        ("S2", date(2025, 3, 1), True),
        ("S2", date(2025, 3, 15), None),  # « jusqu'à mi-mars »
        ("S2", date(2025, 3, 31), None),
        ("S2", date(2025, 4, 1), False),
        (None, date(2024, 6, 21), True),
        (None, date(2025, 1, 15), None),
        (None, date(2025, 4, 15), False),
    ],
)
def test_enrolment_is_open_where_the_page_settles_it_and_unknown_where_it_does_not(
    session: str | None, day: date, *, open_: bool | None
) -> None:
    answer = TITLE.enrolment(day, session=session)
    assert answer.value is open_
    assert answer.known is (open_ is not None)


def test_without_a_day_the_answer_is_a_calendar() -> None:
    text = TITLE.enrolment(session="S2").text("en")
    assert "✓ from 31 May to 1 March → Enrolment open: yes" in text
    assert "✓ from 1 April to 30 April → Enrolment open: no" in text
    data = json.loads(TITLE.enrolment(session="S1").to_json())
    assert [(case["known"], case["values"]["ouverte"], case["from_to"]) for case in data["by"]["jour"]] == [
        (True, False, [["1er janvier", "30 avril"], ["1er novembre", "31 décembre"]]),
        (False, None, [["1er mai", "30 mai"], ["2 octobre", "31 octobre"]]),
        (True, True, [["31 mai", "1er octobre"]]),
    ]
    assert json.loads(TITLE.enrolment().to_json())["by"] == {}


def test_what_the_page_leaves_open_is_told_as_such_not_as_something_that_lacks() -> None:
    answer = TITLE.enrolment(date(2025, 3, 15), session="S2")
    assert answer.missing == ()
    assert "Le texte laisse ceci ouvert" in str(answer)
    assert "Le texte laisse ceci ouvert" not in str(TITLE.enrolment(session="S2"))
    assert "Pour le savoir" in str(TITLE.enrolment(session="S2"))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["S1", "S2", "annuel", None]))
def test_only_the_day_and_the_month_count(day: date, session: str | None) -> None:
    again = date(2028, day.month, day.day)
    assert TITLE.enrolment(day, session=session).value == TITLE.enrolment(again, session=session).value


def test_a_unit_s_session_is_looked_up_in_the_programme() -> None:
    answer = TITLE.enrolment(date(2024, 1, 15), unit="fpg 003", year="2023-2024")
    assert (answer.value, answer.given[0].written) == (True, "S2")
    assert TITLE.enrolment(date(2025, 1, 15), unit="FPG003", year="2024-2025").value is False
    assert "Session de l'UE FPG003 en 2024-2025" in str(
        TITLE.enrolment(date(2025, 1, 15), unit="FPG003", year="2024-2025")
    )
    # The same session every year of the page: no year is needed. FPG003 moved from one semester to the other.
    assert TITLE.enrolment(date(2025, 1, 15), unit="AST005").value is True
    assert TITLE.enrolment(date(2025, 1, 15), unit="FPG003").value is None


def test_a_session_that_the_source_does_not_tell_for_sure_is_unknown_and_blocks_nothing_settled() -> None:
    for unit in ("TET007", "AST004", "UASO03"):  # illegible, doubtful, not there
        answer = TITLE.enrolment(date(2024, 6, 21), unit=unit, year="2024-2025")
        assert (answer.given[0].number, answer.value) == (None, True)
        assert TITLE.enrolment(date(2025, 1, 15), unit=unit, year="2024-2025").value is None


def test_a_unit_offered_in_two_sessions_asks_which() -> None:
    with pytest.raises(QuestionError) as caught:
        TITLE.enrolment(date(2024, 6, 21), unit="UA211G", year="2024-2025")
    assert codes_of(caught.value) == ["several-sessions"]


@pytest.mark.parametrize(
    ("given_", "codes"),
    [
        ({"ue": "FPGO03"}, ["no-such-unit"]),
        ({"ue": "FPG003", "annee": "2024"}, ["not-an-academic-year"]),
        ({"ue": "FPG003", "annee": "2024-2026"}, ["not-an-academic-year"]),
        ({"annee": "2024-2025"}, ["year-without-unit"]),
        ({"ue": "FPG003", "annee": "2024-2025", "jour": "2026-06-21"}, ["day-of-another-year"]),
        ({"ue": "FPG003", "annee": "2024-2025", "jour": "2023-12-31"}, ["day-of-another-year"]),
        ({"ue": "FPG003", "session": "S1"}, ["one-of"]),
        (
            {"ue": "XXX001", "jour": "21/06/2024", "mois": "mai"},
            ["no-such-unit", "unknown-input", "not-a-date"],
        ),
        ({"session": "S3", "jour": "2024-02-30"}, ["unknown-word", "impossible-date"]),
    ],
)
def test_every_fault_of_a_question_is_told(given_: dict[str, str], codes: list[str]) -> None:
    with pytest.raises(QuestionError) as caught:
        TITLE.ask("inscription", **given_)
    assert codes_of(caught.value) == codes


# ----------------------------------------------------------------------------------------------------- delay
@pytest.mark.parametrize(
    ("enrolled", "first", "delay"),
    [
        (date(2024, 6, 21), date(2024, 10, 21), (4, 0)),  # the page's own example
        (date(2024, 6, 21), date(2024, 10, 20), (3, 29)),
        (date(2024, 6, 21), date(2024, 10, 22), (4, 1)),
        (date(2024, 6, 21), date(2024, 6, 21), (0, 0)),
        (date(2024, 1, 31), date(2024, 2, 29), (1, 0)),
        (date(2024, 2, 29), date(2025, 2, 28), (12, 0)),
    ],
)
def test_the_delay_of_access_goes_from_day_number_to_day_number(
    enrolled: date, first: date, delay: tuple[int, int]
) -> None:
    assert TITLE.delay_of_access(enrolled=enrolled, first_class=first).delay == delay


def test_the_delay_is_unknown_with_a_day_and_refused_backwards() -> None:
    answer = TITLE.delay_of_access(enrolled=date(2024, 6, 21), first_class=None)
    assert (answer.known, answer.delay) == (False, None)
    assert "? Délai d'accès à la formation\u00a0: inconnu" in str(answer)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(answer)
    with pytest.raises(QuestionError) as caught:
        TITLE.delay_of_access(enrolled=date(2024, 6, 21), first_class=date(2024, 6, 20))
    assert codes_of(caught.value) == ["class-before-enrolment"]


def test_the_delay_says_what_it_was_counted_from_and_the_words_of_the_page() -> None:
    answer = TITLE.delay_of_access(enrolled=date(2024, 6, 21), first_class=date(2024, 10, 21))
    assert "la durée entre votre inscription et la date du premier cours" in " ".join(str(answer).split())
    assert "4 months" in answer.text("en")
    data = json.loads(answer.to_json())
    assert (data["delay"], data["enrolled"]) == ({"months": 4, "days": 0}, "2024-06-21")


# ------------------------------------------------------------------------------------------------- the whole
def test_where_the_title_leads() -> None:
    assert [(lead.niveau, lead.code) for lead in TITLE.continuations] == [
        ("Bac +3", "LG04101A"),
        ("Bac +4", "CPN9800A"),
        ("Bac +5", "CPN7400A"),
    ]
    assert [lead.code for lead in TITLE.bridges] == ["LG04101A"]


def test_units_and_offering_are_those_of_the_programme() -> None:
    assert [unit.code for unit in TITLE.units] == [unit.code for unit in TITLE.fiche.unites]
    offer = TITLE.offering("FPG003", "2023-2024")
    assert offer is not None
    assert (offer.session, offer.certaine) == (cnam_rules.language.Session.S2, True)
    assert TITLE.offering("FPG003", "2030-2031") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_programme_says_all_that_it_is_asked(lang: str) -> None:
    text = TITLE.text(lang)
    for word in ("FPG003", "[prix]", "[inscription]", "cpf", "CPN7400A", "renseignements.yaml"):
        assert word in text
    assert max(map(len, text.splitlines())) <= 96
    data = json.loads(TITLE.to_json())
    assert {"prix", "inscription"} == set(data["renseignements"]["tables"])
    assert data["renseignements"]["tables"]["inscription"]["lignes"][1]["si"]["jour"] == {
        "sure": [["1er janvier", "1er mars"], ["31 mai", "31 décembre"]],
        "possible": [["1er janvier", "31 mars"], ["1er mai", "31 décembre"]],
    }


def test_a_programme_of_which_no_file_tells_more_has_units_and_says_so() -> None:
    other = programme("ICH-DIPLOME")
    assert (other.continuations, other.bridges, dict(other.tables)) == ((), (), {})
    assert "Aucun fichier ne dit les prix" in str(other)
    for question in (other.price, other.enrolment):
        with pytest.raises(QuestionError) as caught:
            question()
        assert codes_of(caught.value) == ["not-told"]
    with pytest.raises(QuestionError) as caught:
        other.delay_of_access(enrolled=None, first_class=None)
    assert codes_of(caught.value) == ["not-told"]
    assert other.as_dict()["renseignements"] is None


def test_a_programme_is_found_by_its_code_however_typed_or_by_its_file() -> None:
    assert programme("rncp 36625").code == programme("titre-casp/programme").code == "RNCP36625"
    for name, code in (("RNCP3662", "no-such-programme"), ("CNAM-LICENCE", "several-programmes")):
        with pytest.raises(QuestionError) as caught:
            programme(name)
        assert codes_of(caught.value) == [code]
    with pytest.raises(QuestionError) as caught:
        TITLE.ask("prx")
    assert (codes_of(caught.value), caught.value.faults[0].suggestion) == (["unknown-table"], "prix")


def test_a_file_of_one_s_own_is_asked_with_the_units_beside_it(tmp_path: Path) -> None:
    for name in ("programme.yaml", "renseignements.yaml"):
        text = (packaged_folder() / "titre-casp" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(
            text.replace("6225 €", "1 €").replace("FPG003", "NEW001"), encoding="utf-8"
        )
    own = cnam_rules.read_programme(tmp_path / "renseignements.yaml")
    assert own.price(funding="cpf").value == 100
    assert own.unit("NEW001").heures == 51
    with pytest.raises(RuleSetError) as caught:
        cnam_rules.read_programme(tmp_path / "nothing.yaml")
    assert codes_of(caught.value) == ["file-not-found"]


def test_two_files_about_one_programme_or_of_one_name_are_faults_of_the_folder(tmp_path: Path) -> None:
    text = ""
    for name in ("programme.yaml", "renseignements.yaml"):
        text = (packaged_folder() / "titre-casp" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert programme("RNCP36625", catalogue=Catalogue((tmp_path,))).price(funding="cpf").value == 622_500
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "t.yaml").write_text(
        text.replace("renseignements: titre-casp/renseignements", "renseignements: a/b"), encoding="utf-8"
    )
    (tmp_path / "u.yaml").write_text("renseignements: a/c", encoding="utf-8")
    with pytest.raises(RuleSetError) as caught:
        programme("RNCP36625", catalogue=Catalogue((tmp_path,)))
    assert set(codes_of(caught.value)) == {"id-twice", "programme-told-twice"}
    with pytest.raises(RuleSetError) as caught:
        _ = Catalogue((tmp_path,)).renseignements
    assert {"id-twice", "programme-told-twice", "missing-key"} == set(codes_of(caught.value))


def test_the_fingerprint_of_the_rules_does_not_move_with_a_price(tmp_path: Path) -> None:
    for name in ("programme.yaml", "jury.yaml"):
        text = (packaged_folder() / "titre-casp" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = Catalogue((tmp_path,)).ruleset("titre-casp/jury").sha256
    assert before == cnam_rules.ruleset("titre-casp/jury").sha256


def test_deciding_never_reads_tables_and_importing_the_package_reads_nothing() -> None:
    """Whoever decides dossiers pays nothing for what else the library tells."""
    code = (
        "import sys, datetime, cnam_rules; first = {*sys.modules};"
        "d = cnam_rules.loads('{dossier: D, programme: RNCP36625, ue: []}');"
        "str(cnam_rules.decide(d, as_of=datetime.date(2025, 11, 3)));"
        "kept = ('cnam_rules.tables', 'cnam_rules.programmes');"
        "print(sorted(m for m in sys.modules if m.startswith(kept)));"
        "print(sorted(m for m in first if m.startswith('cnam_rules')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[]", "['cnam_rules']"]
