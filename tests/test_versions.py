"""Which rule set governs a dossier: versions by date, regional variants, models; catalogues that can't be."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

import cnam_rules.catalogue
from cnam_rules import decide, facade, loads
from cnam_rules.catalogue import Catalogue, packaged
from cnam_rules.dossier import Dossier
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.kernel import Status
from tests.language.build import rule_file

AS_OF = date(2030, 1, 1)
DAY = timedelta(days=1)
FICHE = Path("programme.yaml")
FIRST, SECOND, THIRD = date(2020, 9, 1), date(2022, 9, 1), date(2025, 3, 1)
"""The days on which three versions begin; the second ends a month before the third begins."""


def months(n: int) -> str:
    return f"{{mesure: experience, au_moins: {n} mois}}"


ORIGINAL = (
    rule_file(months(12), months(1))
    .replace('"1"', "'1'")
    .replace("{du: 2015-01-01}", f"{{du: {FIRST}, au: {SECOND - DAY}}}")
)
SECOND_TEXT = f"""\
jeu: essai/petit
version: "2"
etend: essai/petit@1
en_vigueur: {{du: {SECOND}, au: {THIRD - 31 * DAY}}}
conditions:
  - {{id: c0, exige: {months(18)}}}
"""
THIRD_TEXT = f"""\
jeu: essai/petit
version: "3"
etend: essai/petit@2
en_vigueur: {{du: {THIRD}}}
conditions:
  - {{id: c0, exige: {months(24)}}}
"""
REGION = f"""\
jeu: essai/region
version: "1"
etend: essai/petit@3
en_vigueur: {{du: {THIRD}}}
conditions:
  - {{id: c1, exige: {months(2)}}}
"""


def catalogue(folder: Path, **files: str) -> Catalogue:
    """The title's programme, and these rule files."""
    programme = cnam_rules.catalogue.packaged_folder() / "titre-casp" / "programme.yaml"
    (folder / "programme.yaml").write_bytes(programme.read_bytes())
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Catalogue((folder,))


def versions(folder: Path, **more: str) -> Catalogue:
    return catalogue(folder, a1=ORIGINAL, a2=SECOND_TEXT, a3=THIRD_TEXT, **more)


def entering(day: date | None) -> Dossier:
    entered = "" if day is None else f", entree_en_formation: {day}"
    spell = "{intitule: x, debut: 2020-01-01, fin: 2021-06-30, attestee: oui}"
    return loads(f"{{dossier: D-1, programme: RNCP36625, experiences: [{spell}]{entered}}}")


def refused(
    catalogue: Catalogue, entered: date | None, as_of: date = AS_OF, name: str | None = None
) -> Fault:
    choose = catalogue.in_force if name is None else partial(catalogue.chosen, name)
    with pytest.raises(RuleSetError) as caught:
        choose(entering(entered), as_of)
    (fault,) = caught.value.faults
    assert fault.message("fr")
    assert fault.hint("en")
    return fault


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (FIRST, "1"),
        (FIRST + DAY, "1"),
        (SECOND - DAY, "1"),
        (SECOND, "2"),
        (SECOND + DAY, "2"),
        (THIRD - 32 * DAY, "2"),
        (THIRD - 31 * DAY, "2"),
        (THIRD, "3"),
        (THIRD + DAY, "3"),
        (date(2029, 12, 31), "3"),
    ],
)
def test_the_day_of_entry_chooses_the_version(tmp_path: Path, day: date, version: str) -> None:
    assert versions(tmp_path).in_force(entering(day), AS_OF).version == version


@pytest.mark.parametrize("day", [FIRST - DAY, THIRD - 30 * DAY, THIRD - DAY])
def test_before_the_first_version_and_between_two_there_is_none(tmp_path: Path, day: date) -> None:
    fault = refused(versions(tmp_path), day)
    assert (fault.code, fault.args["entered"]) == ("none-in-force", day.isoformat())
    for name in ("essai/petit@1", "essai/petit@2", "essai/petit@3"):
        assert name in fault.message("fr")


def test_a_version_governs_only_once_it_exists(tmp_path: Path) -> None:
    found = versions(tmp_path)
    assert refused(found, THIRD, THIRD - DAY).code == "none-in-force-yet"
    assert found.in_force(entering(THIRD), THIRD).version == "3"
    assert refused(found, None, FIRST - DAY).code == "none-in-force-yet"


def test_without_a_day_of_entry_it_takes_a_single_version(tmp_path: Path) -> None:
    found = versions(tmp_path)
    assert found.in_force(entering(None), SECOND - DAY).version == "1"
    fault = refused(found, None, SECOND)
    assert (fault.code, fault.path) == ("entry-needed", "$.entree_en_formation")


def test_a_version_that_overrides_one_clause_says_where_the_others_come_from(tmp_path: Path) -> None:
    found = versions(tmp_path)
    verdicts = {
        version: decide(entering(day), as_of=AS_OF, ruleset=found.in_force(entering(day), AS_OF))
        for version, day in (("1", FIRST), ("2", SECOND), ("3", THIRD))
    }
    statuses = {version: verdict.statuses for version, verdict in verdicts.items()}
    assert statuses["1"] == statuses["2"] == {"c0": Status.MET, "c1": Status.MET}
    assert statuses["3"] == {"c0": Status.UNMET, "c1": Status.MET}
    assert [condition.file for condition in verdicts["3"].conditions] == ["a3.yaml", "a1.yaml"]
    assert [parent.version for parent in verdicts["3"].ruleset.etend] == ["2", "1"]
    assert len({verdict.ruleset.sha256 for verdict in verdicts.values()}) == 3


@pytest.mark.parametrize(
    ("end", "overlap"), [(SECOND - 2 * DAY, False), (SECOND - DAY, False), (SECOND, True), (None, True)]
)
def test_versions_of_one_rule_set_never_overlap(tmp_path: Path, end: date | None, overlap: bool) -> None:
    period = f"{{du: {FIRST}}}" if end is None else f"{{du: {FIRST}, au: {end}}}"
    found = catalogue(
        tmp_path, a1=ORIGINAL.replace(f"{{du: {FIRST}, au: {SECOND - DAY}}}", period), a2=SECOND_TEXT
    )
    if not overlap:
        assert len(found.rulesets) == 2
        return
    with pytest.raises(RuleSetError) as caught:
        assert found.rulesets
    (fault,) = caught.value.faults
    assert (fault.code, fault.file) == ("versions-overlap", "a2.yaml")
    assert "essai/petit@1" in fault.message("en")
    assert "essai/petit@2" in fault.message("en")


def test_a_version_that_says_no_date_has_those_of_the_one_it_extends_and_is_refused(tmp_path: Path) -> None:
    found = catalogue(tmp_path, a1=ORIGINAL, a2="jeu: essai/petit\nversion: '2'\netend: essai/petit@1\n")
    with pytest.raises(RuleSetError, match="essai/petit@2"):
        assert found.rulesets


def test_the_same_name_and_version_twice(tmp_path: Path) -> None:
    with pytest.raises(RuleSetError) as caught:
        assert catalogue(tmp_path, a1=ORIGINAL, b1=ORIGINAL).rulesets
    assert {fault.code for fault in caught.value.faults} == {"id-twice"}


# --------------------------------------------------------------------------------------------- variants
def test_of_several_variants_in_force_one_has_to_be_chosen(tmp_path: Path) -> None:
    found = versions(tmp_path, region=REGION)
    assert found.in_force(entering(SECOND), AS_OF).id == "essai/petit"
    fault = refused(found, THIRD)
    assert fault.code == "several-in-force"
    for name in ("essai/petit@3", "essai/region@1"):
        assert name in fault.args["expected"]
    assert "essai/petit@1" not in fault.args["expected"]
    assert found.chosen("essai/region", entering(THIRD), AS_OF).id == "essai/region"
    assert found.chosen("essai/petit", entering(THIRD), AS_OF).version == "3"
    assert found.chosen("essai/petit", entering(FIRST), AS_OF).version == "1"
    assert found.chosen("essai/petit@2", entering(THIRD), AS_OF).version == "2"
    assert refused(found, None, name="essai/petit").code == "entry-needed"
    assert refused(found, THIRD - DAY, name="essai/petit").code == "none-in-force"
    assert refused(found, THIRD, name="essai/regions").suggestion == "essai/region"
    with pytest.raises(RuleSetError) as caught:
        found.ruleset("essai/petit")
    assert caught.value.faults[0].args["expected"] == "essai/petit@1, essai/petit@2, essai/petit@3"


def test_decide_takes_the_name_of_a_variant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = versions(tmp_path, region=REGION)
    monkeypatch.setattr(facade, "packaged", lambda: found)
    with pytest.raises(RuleSetError, match="essai/region@1"):
        decide(entering(THIRD), as_of=AS_OF)
    region = decide(entering(THIRD), as_of=AS_OF, ruleset="essai/region")
    assert (region.ruleset.id, region.ruleset.version) == ("essai/region", "1")
    assert decide(entering(SECOND), as_of=AS_OF, ruleset="essai/petit").ruleset.version == "2"
    assert decide(entering(SECOND), as_of=AS_OF).ruleset.version == "2"


# ----------------------------------------------------------------------------------------------- models
MODEL = "jeu: cnam/commun\nversion: '1'\nmodele: oui\nprogramme: RNCP36625\nen_vigueur: {du: 2015-01-01}\n"


def test_a_model_is_never_in_force(tmp_path: Path) -> None:
    found = versions(tmp_path, model=MODEL)
    assert [model.id for model in found.models] == ["cnam/commun"]
    assert "cnam/commun" not in [ruleset.id for ruleset in found.rulesets]
    assert found.in_force(entering(THIRD), AS_OF).id == "essai/petit"
    assert refused(found, FIRST - DAY).code == "none-in-force"
    for name in ("cnam/commun", "cnam/commun@1"):
        assert refused(found, THIRD, name=name).code == "only-a-model"


def test_the_faults_of_a_model_are_those_of_the_catalogue(tmp_path: Path) -> None:
    with pytest.raises(RuleSetError) as caught:
        assert versions(tmp_path, model=MODEL + "conditions: [{exige: {toujours: oui}}]\n").rulesets
    assert [(fault.code, fault.file) for fault in caught.value.faults] == [("missing-key", "model.yaml")]


def test_a_fault_that_many_inherit_is_told_once(tmp_path: Path) -> None:
    wrong = ORIGINAL.replace("au_moins: 1 mois", "au_moins: 1 UE")
    found = catalogue(tmp_path, z1=wrong, a2=SECOND_TEXT, a3=THIRD_TEXT, region=REGION)
    with pytest.raises(RuleSetError) as caught:
        assert found.rulesets
    (fault,) = caught.value.faults
    assert (fault.code, fault.file, fault.chain) == ("not-the-unit", "z1.yaml", None)


def test_the_rule_sets_of_the_library_can_be_told_apart() -> None:
    names = [f"{ruleset.id}@{ruleset.version}" for ruleset in packaged().rulesets]
    assert len(names) == len(set(names))
    assert all(packaged().ruleset(name) for name in names)
