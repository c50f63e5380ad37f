"""What a rule set finds in its own words, and the notice that its rules are a reconstruction."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cnam_rules import decide, from_json, loads
from cnam_rules.catalogue import Catalogue, packaged
from cnam_rules.faults import RuleSetError, VerdictError
from cnam_rules.language import RuleFile, RuleSet, decode_ruleset
from cnam_rules.render.ruleset import ruleset_text
from cnam_rules.render.ruleset_data import ruleset_data
from cnam_rules.speech import french_spaces
from cnam_rules.verdict import Verdict
from tests.columns import read_across
from tests.language.build import codes, faults, read, rule_file

AS_OF = date(2025, 11, 3)
CONSTAT = """\
constat:
  oui: {fr: le mémoire peut être soutenu, en: the thesis may be defended}
  non: {fr: le mémoire ne peut pas être soutenu., en: the thesis may not be defended.}
  indetermine: {fr: qui peut le dire ?, en: who can tell?}
"""
NOTICE = "reconstitution: {fr: Le reste est inconnu., en: The rest is unknown.}\n"
RULE = rule_file("{mesure: experience, au_moins: 1 mois}")
DOSSIERS = {
    "eligible": "experiences: [{intitule: a, debut: 2025-01-01, fin: 2025-01-31, attestee: oui}]",
    "not_eligible": "experiences: []",
    "undetermined": "stages: []",
}


def decided(rules: RuleSet, status: str) -> Verdict:
    dossier = loads(f"{{dossier: D-1, programme: RNCP36625, {DOSSIERS[status]}}}")
    verdict = decide(dossier, as_of=AS_OF, ruleset=rules)
    assert verdict.status.value == status
    return verdict


@pytest.mark.parametrize(
    ("status", "fr", "en"),
    [
        ("eligible", "le mémoire peut être soutenu.", "the thesis may be defended."),
        ("not_eligible", "le mémoire ne peut pas être soutenu.", "the thesis may not be defended."),
        ("undetermined", "qui peut le dire ?", "who can tell?"),
    ],
)
def test_a_verdict_begins_with_the_words_of_its_rules(status: str, fr: str, en: str) -> None:
    verdict = decided(read(RULE + CONSTAT), status)
    assert verdict.text("fr").splitlines()[3].endswith(f"AVIS\u00a0: {french_spaces(fr)}")
    assert verdict.text("en").splitlines()[3].endswith(f"FINDING: {en}")
    said = " ".join(verdict.text("fr").split())
    assert "jury" not in said
    assert "transmi" not in said
    assert "Ce document dit si les conditions de ces règles sont remplies." in said


@pytest.mark.parametrize("status", [*DOSSIERS])
def test_without_words_of_its_own_it_speaks_of_the_national_jury(status: str) -> None:
    verdict = decided(read(RULE), status)
    assert verdict.ruleset.constat is None
    said = " ".join(verdict.text("fr").split())
    assert ("au jury national." in said) == (status != "undetermined")
    assert "Seul le jury délivre le titre." in said
    assert "reconstitu" not in said


def test_a_short_word_of_an_outcome_is_none_of_the_national_jury() -> None:
    said = " ".join(decided(read(RULE + CONSTAT), "undetermined").text("fr").split())
    assert "→ défavorable" in said
    said = " ".join(decided(read(RULE), "undetermined").text("fr").split())
    assert "→ non transmissible" in said


def test_a_constat_has_all_three_sentences_in_both_languages() -> None:
    found = faults(RULE + "constat: {oui: {fr: a}, peut_etre: {fr: a, en: a}}\n")
    assert sorted((fault.code, fault.args.get("expected", "")) for fault in found) == [
        ("missing-key", "en"),
        ("missing-key", "indetermine"),
        ("missing-key", "non"),
        ("unknown-key", "oui, non, indetermine"),
    ]
    assert codes(RULE + "constat: favorable\n") == ["not-a-mapping"]
    assert codes(RULE + "reconstitution: oui\n") == ["not-a-mapping"]


def test_the_notice_stands_in_the_verdict_and_where_rules_are_shown() -> None:
    rules = read(RULE + NOTICE)
    for lang, words in (
        ("fr", "Règles reconstituées à partir de pages publiques. Le reste est inconnu."),
        ("en", "Rules reconstructed from public pages. The rest is unknown."),
    ):
        verdict = " ".join(decided(rules, "eligible").text(lang).split())
        assert words in verdict[verdict.index("FONDEMENT" if lang == "fr" else "BASIS") :]
        assert words in read_across(ruleset_text(rules, lang))
        assert words not in read_across(ruleset_text(read(RULE), lang))


def test_rules_shown_say_what_they_can_find() -> None:
    own = read_across(ruleset_text(read(RULE + CONSTAT), "en"))
    assert "Conditions met: the thesis may be defended." in own
    assert "A condition not met: the thesis may not be defended. ·" in own
    usual = read_across(ruleset_text(read(RULE), "en"))
    assert "Conditions met: the request may be sent to the national jury." in usual
    data = ruleset_data(read(RULE + CONSTAT + NOTICE))
    assert data["constat"]["non"]["en"] == "the thesis may not be defended."
    assert data["reconstitution"] == {"fr": "Le reste est inconnu.", "en": "The rest is unknown."}


def test_the_words_bear_on_the_hash() -> None:
    texts = (RULE, RULE + CONSTAT, RULE + NOTICE, RULE + NOTICE.replace("Le", "Tout le"))
    assert len({read(text).sha256 for text in texts}) == len(texts)


def extending(own: str) -> RuleSet:
    base = RuleFile(RULE + CONSTAT + NOTICE, "base.yaml")
    text = f"jeu: essai/second\nversion: '1'\netend: essai/petit\n{own}"
    return decode_ruleset(text, file="second.yaml", fiches=packaged().fiches, others=[base])


def test_both_are_inherited_and_a_sentence_can_be_said_anew() -> None:
    constat = extending("").constat
    assert constat == read(RULE + CONSTAT).constat
    assert extending("").reconstitution == read(RULE + NOTICE).reconstitution
    one = extending("constat: {oui: {fr: admis, en: allowed}}\nreconstitution: {fr: a, en: b}\n")
    assert one.constat is not None
    assert constat is not None
    assert (one.constat.oui.fr, one.constat.non) == ("admis", constat.non)
    assert one.reconstitution is not None
    assert one.reconstitution.en == "b"


def test_a_stored_verdict_keeps_them() -> None:
    verdict = decided(read(RULE + CONSTAT + NOTICE), "not_eligible")
    again = from_json(verdict.to_json())
    assert again == verdict
    assert str(again) == str(verdict)
    assert json.loads(verdict.to_json())["ruleset"]["constat"]["oui"]["en"] == "the thesis may be defended"


def test_a_verdict_stored_before_there_were_any_still_reads() -> None:
    verdict = decided(read(RULE), "not_eligible")
    data = json.loads(verdict.to_json())
    del data["ruleset"]["constat"], data["ruleset"]["reconstitution"]
    assert from_json(json.dumps(data)) == verdict


@pytest.mark.parametrize("constat", [{}, {"oui": {"fr": "a", "en": "b"}}, "favorable", 3, [], True])
def test_a_stored_constat_that_is_none_is_refused(constat: object) -> None:
    data = json.loads(decided(read(RULE), "not_eligible").to_json())
    data["ruleset"]["constat"] = constat
    with pytest.raises(VerdictError):
        from_json(json.dumps(data))


def test_two_milestones_of_one_programme_are_named_and_the_caller_chooses(tmp_path: Path) -> None:
    (tmp_path / "fiche.yaml").write_text(
        (Path(__file__).parents[2] / "rules" / "titre-casp" / "programme.yaml").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    (tmp_path / "jury.yaml").write_text(RULE, encoding="utf-8")
    thesis = RULE.replace("jeu: essai/petit", "jeu: essai/memoire") + CONSTAT
    (tmp_path / "memoire.yaml").write_text(thesis, encoding="utf-8")
    rules = Catalogue((tmp_path,))
    for entered, code in (
        (", entree_en_formation: 2024-09-01", "several-in-force"),
        ("", "several-may-apply"),
    ):
        dossier = loads(f"{{dossier: D-1, programme: RNCP36625{entered}}}")
        with pytest.raises(RuleSetError) as caught:
            rules.in_force(dossier, AS_OF)
        (fault,) = caught.value.faults
        assert fault.code == code
        assert "essai/petit@1" in fault.message("fr")
        assert "essai/memoire@1" in fault.message("fr")
        assert "--ruleset" in fault.hint("fr")
        chosen = rules.chosen("essai/memoire", dossier, AS_OF)
        assert chosen.constat is not None
