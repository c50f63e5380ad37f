"""Moments: whether they have happened by a day, and between which days; how rule files write them."""

from __future__ import annotations

from datetime import date

import pytest

from cnam_rules.decoding import Decoder
from cnam_rules.documents import parse
from cnam_rules.dossier import EN_COURS, Dossier, Experience, Rapport, Stage, StatutUe, Ue
from cnam_rules.measures.moment_kinds import Moment
from cnam_rules.measures.moments import MOMENTS, read_moment, steps_in, told
from cnam_rules.measures.moments_told import When
from cnam_rules.speech import Speech
from tests.measures.build import CONTEXT

AS_OF = date(2025, 11, 3)
BEFORE, AFTER = date(2025, 11, 2), date(2025, 11, 4)
EARLY, MID, LATE = date(2024, 2, 29), date(2024, 7, 1), date(2025, 1, 31)
NOT_YET, UNKNOWN, SOME_DAY = When(False), When(None, None, AS_OF), When(True, None, AS_OF)


def on(day: date) -> When:
    return When(True, day, day)


def planned(day: date) -> When:
    return When(False, planned=day)


def moment(text: str) -> Moment:
    root, _ = parse(f"m: {text}", file="m.yaml", format="yaml")
    assert root is not None
    assert isinstance(root.value, dict)
    decoder = Decoder(file="m.yaml")
    read = read_moment(decoder, root.value["m"], CONTEXT)
    assert not decoder.faults
    assert read is not None
    return read


def faults(text: str) -> list[str]:
    root, _ = parse(f"m: {text}", file="m.yaml", format="yaml")
    assert root is not None
    assert isinstance(root.value, dict)
    decoder = Decoder(file="m.yaml")
    assert read_moment(decoder, root.value["m"], CONTEXT) is None
    for fault in decoder.faults:
        for lang in ("fr", "en"):
            assert fault.message(lang)
            assert fault.hint(lang)
    return [fault.code for fault in decoder.faults]


def job(fin: object, proof: bool | None = True, debut: date = date(2023, 1, 1)) -> Experience:
    return Experience("Conseillère", debut, fin, "CCAS", attestee=proof)  # type: ignore[arg-type]  # a day or EN_COURS


def stage(fin: object, proof: bool | None = True, debut: date = date(2023, 1, 1)) -> Stage:
    return Stage("CIDFF", debut, fin, atteste=proof)  # type: ignore[arg-type]  # a day or EN_COURS


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("jour", {}, on(AS_OF)),
        ("naissance", {"naissance": EARLY}, on(EARLY)),
        ("naissance", {}, SOME_DAY),
        ("entree_en_formation", {"entree_en_formation": AS_OF}, on(AS_OF)),
        ("entree_en_formation", {"entree_en_formation": AFTER}, planned(AFTER)),
        ("entree_en_formation", {}, UNKNOWN),
        ("{date: 2025-11-03}", {}, on(AS_OF)),
        ("{date: 2025-11-04}", {}, planned(AFTER)),
        ("{etape: depot}", {"etapes": {"depot": AS_OF}}, on(AS_OF)),
        ("{etape: depot}", {"etapes": {"depot": AFTER}}, planned(AFTER)),
        ("{etape: depot}", {"etapes": {"depot": True}}, SOME_DAY),
        ("{etape: depot}", {"etapes": {"depot": False}}, NOT_YET),
        ("{etape: depot}", {"etapes": {"probatoire": AS_OF}}, UNKNOWN),
        ("{rapport: soutenu}", {}, UNKNOWN),
        ("{rapport: soutenu}", {"rapport": Rapport()}, UNKNOWN),
        ("{rapport: soutenu}", {"rapport": Rapport(soutenu=MID)}, on(MID)),
        ("{rapport: soutenu}", {"rapport": Rapport(soutenu=AFTER)}, planned(AFTER)),
        ("{rapport: soutenu}", {"rapport": Rapport(soutenu=True)}, SOME_DAY),
        ("{rapport: soutenu}", {"rapport": Rapport(EARLY, True)}, When(True, EARLY, AS_OF)),
        ("{rapport: soutenu}", {"rapport": Rapport(EARLY, None, MID)}, When(True, EARLY, MID)),
        ("{rapport: soutenu}", {"rapport": Rapport(EARLY)}, When(None, EARLY, AS_OF)),
        ("{rapport: soutenu}", {"rapport": Rapport(False)}, NOT_YET),
        ("{rapport: soutenu}", {"rapport": Rapport(AFTER)}, NOT_YET),
        ("{rapport: redige}", {"rapport": Rapport(None, None, MID)}, When(True, None, MID)),
        ("{rapport: valide}", {"rapport": Rapport(soutenu=False)}, NOT_YET),
    ],
)  # fmt: skip
def test_when_a_step_happened(text: str, parts: dict[str, object], expected: When) -> None:
    found = told(moment(text), Dossier("D", "P", **parts), AS_OF)  # type: ignore[arg-type]  # parts of a dossier by name
    assert found.when == expected
    assert bool(found.pieces) == (not expected.known)
    for lang in ("fr", "en"):
        assert found.line(Speech(lang))
        assert found.to_come(Speech(lang))


TWO = "[FPG003, CCE001]"
ONE_TO_SETTLE = (Ue("FPG003", date=MID), Ue("CCE001", date=LATE, statut=StatutUe.INCONNU))


@pytest.mark.parametrize(
    ("ue", "first", "last"),
    [
        (None, UNKNOWN, UNKNOWN),
        ((), NOT_YET, NOT_YET),
        ((Ue("FPG003", date=MID),), on(MID), NOT_YET),
        ((Ue("FPG003", date=MID), Ue("CCE001", date=EARLY)), on(EARLY), on(MID)),
        ((Ue("FPG003", date=AS_OF), Ue("CCE001", date=EARLY)), on(EARLY), on(AS_OF)),
        ((Ue("FPG003", date=AFTER), Ue("CCE001", date=EARLY)), on(EARLY), planned(AFTER)),
        ((Ue("FPG003", date=AFTER),), planned(AFTER), NOT_YET),
        ((Ue("FPG003"), Ue("CCE001", date=MID)), When(True, None, MID), When(True, MID, AS_OF)),
        ((Ue("FPG003"), Ue("CCE001")), SOME_DAY, SOME_DAY),
        (ONE_TO_SETTLE, on(MID), When(None, LATE, LATE)),
        (ONE_TO_SETTLE[1:], When(None, LATE, LATE), NOT_YET),
        ((Ue("FPG003", statut=StatutUe.EN_COURS), Ue("CCE001", date=MID)), on(MID), NOT_YET),
        ((Ue("FPG003", date=EARLY, hors_programme=True), Ue("CCE001", date=MID)), on(MID), NOT_YET),
    ],
)
def test_when_the_first_and_the_last_ue_were_obtained(
    ue: tuple[Ue, ...] | None, first: When, last: When
) -> None:
    dossier = Dossier("D", "P", ue=ue)
    for word, expected in (("premiere_ue", first), ("derniere_ue", last)):
        found = told(moment(f"{{{word}: {TWO}}}"), dossier, AS_OF)
        assert found.when == expected
        assert bool(found.pieces) == (not expected.known)


def test_what_is_asked_of_ue_that_have_no_date() -> None:
    ue = (Ue("FPG003"), Ue("CCE001", statut=StatutUe.INCONNU), Ue("TET003"))
    asked = told(moment(f"{{premiere_ue: {TWO}}}"), Dossier("D", "P", ue=ue), AS_OF).pieces
    assert [piece.path for piece in asked] == ["$.ue[1].statut", "$.ue[0].date", "$.ue[1].date"]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([], NOT_YET),
        ([(MID, True)], on(MID)),
        ([(MID, True), (LATE, True), (EARLY, True)], on(LATE)),
        ([(MID, True), (LATE, False)], on(MID)),
        ([(MID, True), (LATE, None)], When(True, MID, LATE)),
        ([(MID, None), (LATE, None)], When(None, MID, LATE)),
        ([(MID, False)], NOT_YET),
        ([(AS_OF, True)], on(AS_OF)),
        ([(AFTER, True)], planned(AFTER)),
        ([(MID, True), (EN_COURS, True)], NOT_YET),
        ([(AFTER, True), (EN_COURS, True)], NOT_YET),
        ([(MID, True), (EN_COURS, None)], When(None, MID, MID)),
        ([(MID, True), (EN_COURS, False)], on(MID)),
        ([(EN_COURS, None)], NOT_YET),
    ],
)
def test_when_the_last_certified_spell_ended(ends: list[tuple[object, bool | None]], expected: When) -> None:
    """One that goes on isn't over, whoever proves it; what may be proved may end later."""
    dossier = Dossier(
        "D",
        "P",
        experiences=tuple(job(*end) for end in ends),
        stages=tuple(stage(*end) for end in ends),
    )
    for text in ("{fin_des_stages: attestes}", "{fin_des_experiences: attestees}"):
        found = told(moment(text), dossier, AS_OF)
        assert found.when == expected
        assert bool(found.pieces) == (not expected.known)


def test_the_end_of_all_spells_asks_for_no_certificate() -> None:
    dossier = Dossier("D", "P", stages=(stage(MID, None), stage(LATE, False), stage(EN_COURS, None, AFTER)))
    assert moment("{fin_des_stages: tous}").when(dossier, AS_OF) == on(LATE)
    assert moment("{fin_des_experiences: toutes}").when(dossier, AS_OF) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("hier", ["unknown-word"]),
        ("2025-01-01", ["unknown-word"]),
        ("etape", ["moment-says-more"]),
        ("{jour: 1}", ["unknown-key"]),
        ("{}", ["one-of"]),
        ("{etape: depot, date: 2025-01-01}", ["one-of"]),
        ("{etapes: depot}", []),
        ("{etape: dépôt du dossier}", ["not-a-step-name"]),
        ("{etape: [a]}", ["not-a-text"]),
        ("{rapport: valid}", ["unknown-word"]),
        ("{premiere_ue: [FPG999]}", ["unknown-word"]),
        ("{derniere_ue: []}", ["no-term"]),
        ("{fin_des_stages: attestees}", ["unknown-word"]),
        ("{date: 2025-02-30}", ["impossible-date"]),
        ("[jour]", ["unknown-word"]),
    ],
)
def test_a_moment_that_is_not_one(text: str, codes: list[str]) -> None:
    if text == "{etapes: depot}":  # read on as what was probably meant, but refused
        root, _ = parse(f"m: {text}", file="m.yaml", format="yaml")
        assert root is not None
        assert isinstance(root.value, dict)
        decoder = Decoder()
        read_moment(decoder, root.value["m"], CONTEXT)
        assert [(fault.code, fault.suggestion) for fault in decoder.faults] == [("unknown-key", "etape")]
    else:
        assert faults(text) == codes


@pytest.mark.parametrize("word", MOMENTS)
def test_every_moment_is_written_as_it_is_read(word: str) -> None:
    more = {
        "date": "2024-02-29", "etape": "depot", "rapport": "redige", "premiere_ue": TWO, "derniere_ue": TWO,
        "fin_des_stages": "tous", "fin_des_experiences": "attestees",
    }  # fmt: skip
    text = f"{{{word}: {more[word]}}}" if word in more else word
    read = moment(text)
    assert str(read) == text
    assert moment(str(read)) == read


def test_the_steps_that_an_option_reads() -> None:
    pair = (moment("{etape: depot}"), (moment("jour"), moment("{etape: probatoire}")))
    assert list(steps_in(pair)) == ["depot", "probatoire"]
    assert list(steps_in("depot")) == []


def test_moments_are_said_as_people_say_them() -> None:
    french = Speech("fr")
    all_of_them = told(moment(f"{{derniere_ue: {TWO}}}"), Dossier("D", "P", ue=()), AS_OF)
    assert all_of_them.name(french) == "l'obtention de la dernière des 2 UE FPG003 et CCE001"
    assert told(moment("{date: 2024-09-01}"), Dossier("D", "P"), AS_OF).line(french) == "1er septembre 2024"
    born = told(moment("naissance"), Dossier("D", "P"), AS_OF).line(french)
    assert born.replace("\xa0", " ") == "la naissance : à une date inconnue"
