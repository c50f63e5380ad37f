"""Programmes: units, credits, hours, and when each is offered."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnam_rules.catalogue import packaged
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import Fiche, Offre, Session, Unite, decode_fiche, read_fiche

UNIT = "{code: FPG003, groupe: obligatoires, intitule: Projet}"
FULL = (
    "{code: UA1, groupe: activites, intitule: Rapport, ects: 4.5, heures: 36, "
    "offre: {2023-2024: S1, 2024-2025: 'S2 ?', 2025-2026: incertain, 2026-2027: S1 et S2, 2027-2028: annuel}}"
)
FILE = f"""\
fiche: x/programme
programme: RNCP1
version: "1"
intitule: {{fr: titre, en: title}}
texte: {{titre: une page, rubrique: Programme, page: 4, adresse: 'https://exemple.fr/page'}}
unites:
  - {UNIT}
  - {FULL}
remarques:
  - {{fr: remarque, en: remark}}
"""


def read(text: str) -> Fiche:
    return decode_fiche(text, file="fiche.yaml")


def faults(text: str) -> list[Fault]:
    with pytest.raises(RuleSetError) as caught:
        read(text)
    for fault in caught.value.faults:
        assert fault.file == "fiche.yaml"
        assert all(fault.message(lang) and fault.hint(lang) for lang in ("fr", "en"))
    return list(caught.value.faults)


def test_a_whole_programme_is_read() -> None:
    fiche = read(FILE)
    assert (fiche.id, fiche.programme, fiche.version) == ("x/programme", "RNCP1", "1")
    assert fiche.intitule == Text("titre", "title")
    assert fiche.source == "une page, Programme, 4, https://exemple.fr/page"
    assert fiche.file == "fiche.yaml"
    assert fiche.remarques == (Text("remarque", "remark"),)
    assert fiche.unites == (
        Unite("FPG003", "obligatoires", "Projet", None, None, {}),
        Unite(
            "UA1",
            "activites",
            "Rapport",
            Fraction(9, 2),
            36,
            {
                "2023-2024": Offre(Session.S1, certaine=True),
                "2024-2025": Offre(Session.S2, certaine=False),
                "2025-2026": Offre(None, certaine=False),
                "2026-2027": Offre(Session.S1_ET_S2, certaine=True),
                "2027-2028": Offre(Session.ANNUEL, certaine=True),
            },
        ),
    )
    assert fiche.codes == ("FPG003", "UA1")
    assert fiche.groups == {"obligatoires": ("FPG003",), "activites": ("UA1",)}


def test_remarks_are_optional_and_a_group_keeps_the_page_s_order() -> None:
    text = FILE.partition("remarques:")[0] + "  - {code: ABC001, groupe: obligatoires, intitule: x}\n"
    fiche = read(text)
    assert fiche.remarques == ()
    assert fiche.groups["obligatoires"] == ("FPG003", "ABC001")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("fiche: x/programme\n", "", [("missing-key", "$.fiche")]),
        ("fiche: x/programme", "fiche: []", [("not-a-text", "$.fiche")]),
        ("programme: RNCP1\n", "", [("missing-key", "$.programme")]),
        ('version: "1"\n', "", [("missing-key", "$.version")]),
        ("intitule: {fr: titre, en: title}\n", "", [("missing-key", "$.intitule")]),
        ("{fr: titre, en: title}", "{fr: titre}", [("missing-key", "$.intitule.en")]),
        ("titre: une page, ", "", [("missing-key", "$.texte.titre")]),
        ("page: 4", "page: []", [("not-a-text", "$.texte.page")]),
        ("unites:", "x:", [("missing-key", "$.unites"), ("unknown-key", "$.x")]),
        ("FPG003", "UA1", [("listed-twice", "$.unites[1]")]),
        ("code: FPG003, ", "", [("missing-key", "$.unites[0].code")]),
        ("groupe: obligatoires, ", "", [("missing-key", "$.unites[0].groupe")]),
        (", intitule: Projet", "", [("missing-key", "$.unites[0].intitule")]),
        ("ects: 4.5", "ects: beaucoup", [("not-a-number", "$.unites[1].ects")]),
        ("ects: 4.5", "ects: -1", [("negative", "$.unites[1].ects")]),
        ("heures: 36", "heures: 36.5", [("not-in-range", "$.unites[1].heures")]),
        ("heures: 36", "heures: -1", [("not-in-range", "$.unites[1].heures")]),
        ("heures: 36", "heures: 10001", [("not-in-range", "$.unites[1].heures")]),
        ("2023-2024", "2023-2025", [("not-an-academic-year", "$.unites[1].offre.2023-2025")]),
        ("2023-2024", "2023", [("not-an-academic-year", "$.unites[1].offre.2023")]),
        ("2023-2024: S1", "2023-2024: S3", [("unknown-word", "$.unites[1].offre.2023-2024")]),
        ("{fr: remarque, en: remark}", "remarque", [("not-a-mapping", "$.remarques[0]")]),
    ],
)
def test_each_part_of_a_programme_is_asked_for(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert old in FILE
    found = faults(FILE.replace(old, new, 1))
    assert sorted((fault.code, fault.path) for fault in found) == expected


@pytest.mark.parametrize(("ects", "heures"), [("0", 0), ("0.5", 10_000)])
def test_the_ends_of_what_credits_and_hours_may_be(ects: str, heures: int) -> None:
    unit = read(FILE.replace("4.5", ects).replace("heures: 36", f"heures: {heures}")).unites[1]
    assert (unit.ects, unit.heures) == (Fraction(ects), heures)


def test_the_hash_stands_for_the_meaning() -> None:
    own = read(FILE).sha256
    assert read("# x\n" + FILE.replace("{fr: titre, en: title}", "{en: title, fr: 'titre'}")).sha256 == own
    assert read(FILE.replace("36", "37")).sha256 != own
    assert read(FILE.replace("remark}", "remarks}")).sha256 != own


def test_the_title_s_programme_adds_up_as_its_page_does() -> None:
    fiche = packaged().fiches["titre-casp/programme"]
    assert len(fiche.groups["obligatoires"]) == 12
    assert sum(unit.ects or 0 for unit in fiche.unites if unit.groupe == "obligatoires") == 70
    assert sum(unit.ects or 0 for unit in fiche.unites) == 122
    assert fiche.unites[3].offre["2024-2025"] == Offre(None, certaine=False)
    assert len(fiche.remarques) == 1


def test_a_fraction_of_a_credit_is_part_of_the_meaning() -> None:
    assert read(FILE.replace("4.5", "4.25")).sha256 != read(FILE).sha256


def test_a_fault_says_what_it_found_and_expected() -> None:
    (twice,) = faults(FILE.replace("FPG003", "UA1"))
    assert twice.args["found"] == "UA1"
    (year,) = faults(FILE.replace("2023-2024", "2023-2025"))
    assert year.args["found"] == "2023-2025"
    (number,) = faults(FILE.replace("ects: 4.5", "ects: beaucoup"))
    assert (number.args["found"], number.args["expected"]) == ("beaucoup", "6")


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("a: '", "yaml-quote"), ("[1]", "not-a-mapping")])
def test_what_is_no_document_gives_its_own_faults(text: str, code: str) -> None:
    assert [fault.code for fault in faults(text)] == [code]


def test_a_key_that_stands_twice_is_a_fault_of_its_own() -> None:
    assert [(f.code, f.path) for f in faults(FILE + "version: 2\n")] == [("duplicate-key", "$.version")]


def test_a_programme_is_yaml_even_where_it_looks_like_json() -> None:
    """Decimals and places are kept as YAML keeps them."""
    (fault,) = faults(
        '{"fiche": "x", "programme": "p", "version": "1", "intitule": {"fr": "a", "en": "b"}, '
        '"texte": {"titre": "t"}, "unites": 3}'
    )
    assert (fault.code, fault.line) == ("not-a-list", 1)


@pytest.mark.parametrize(
    ("was", "becomes", "readable"),
    [
        ("groupe: activites,", "groupe: activites, coefficient: 4,", True),
        ("intitule: Rapport,", "", True),
        ("heures: 36", "heures: beaucoup", True),
        ("'S2 ?'", "S3", True),
        ("titre: une page,", "titr: une page,", True),
        ("code: UA1,", "", False),
        ("code: UA1,", "code: FPG003,", False),
        ("groupe: activites,", "groupee: activites,", False),
        ("ects: 4.5", "etcs: 4.5", False),
        ("ects: 4.5", "ects: six", False),
        ("fiche: x/programme", "", False),
        ("programme: RNCP1", "programme: []", False),
        ("unites:", "unités:", False),
        ("fiche: x/programme", "fiche: [", False),
    ],
)
def test_a_programme_at_fault_is_read_when_its_units_can_be_told(
    was: str, becomes: str, readable: bool
) -> None:
    """A rule set read with units that aren't sure would have faults that it hasn't."""
    assert was in FILE
    fiche, found = read_fiche(FILE.replace(was, becomes, 1), file="fiche.yaml")
    assert found
    assert (fiche is not None) is readable
    if fiche is not None:
        assert fiche.groups == read(FILE).groups
        assert fiche.ects == read(FILE).ects
