"""`situation`: a word of the candidate's situation, and the vocabulary that a rule file has for it."""

from __future__ import annotations

import pytest

from cnam_rules import decide, from_json
from cnam_rules.catalogue import packaged
from cnam_rules.dossier import Derogation, Dossier, Situation
from cnam_rules.faults import DossierError
from cnam_rules.kernel import Status, VerdictStatus
from cnam_rules.language import RuleFile, RuleSet, decode_ruleset
from cnam_rules.testing import AS_OF
from tests.language.build import LABEL, codes, condition, faults, read, reading, rule_file

SITUATIONS = """\
situations:
  voie:
    libelle: {fr: voie de formation, en: route}
    mots:
      formation-initiale: {fr: formation initiale, en: initial education}
      formation-continue: {fr: formation continue, en: continuing education}
"""
MEASURES = f"""\
mesures:
  continue: {{{LABEL}, situation: voie, parmi: [formation-continue]}}
  valide: {{{LABEL}, rapport: valide}}
"""


def by_route(more: str = SITUATIONS, measures: str = MEASURES) -> str:
    return rule_file(
        "{mesure: valide, est: oui}", si="{mesure: continue, est: oui}", measures=measures, more=more
    )


def situated(**words: str) -> Dossier:
    return Dossier("D-1", "RNCP36625", situation=words)


@pytest.mark.parametrize(
    ("dossier", "expected"),
    [
        (situated(voie="formation-initiale"), Status.NOT_APPLICABLE),
        (situated(voie="formation-continue"), Status.UNKNOWN),  # the report isn't known
        (situated(), Status.UNKNOWN),
    ],
)
def test_a_rule_is_chosen_by_the_route(dossier: Dossier, expected: Status) -> None:
    verdict = decide(dossier, as_of=AS_OF, ruleset=read(by_route()))
    assert verdict.condition("c0").status is expected
    assert from_json(verdict.to_json()) == verdict
    assert verdict.text("fr") != verdict.text("en")


def test_what_is_not_said_is_asked_for_with_the_words_of_the_vocabulary() -> None:
    verdict = decide(situated(), as_of=AS_OF, ruleset=read(by_route()))
    asked = next(missing for missing in verdict.pieces if missing.piece.key == "situation")
    assert asked.piece.path == "$.situation.voie"
    assert [(outcome.answer, outcome.status) for outcome in asked.outcomes] == [
        ("formation-initiale", VerdictStatus.ELIGIBLE),
        ("formation-continue", VerdictStatus.UNDETERMINED),
    ]
    page = " ".join(verdict.text("fr").split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "voie de formation : quelle est la situation du candidat" in page
    assert "formation continue (formation-continue) →" in page
    assert "continuing education (formation-continue) →" in " ".join(verdict.text("en").split())


def test_a_word_that_the_rules_do_not_know_is_a_fault_with_what_was_meant() -> None:
    with pytest.raises(DossierError) as caught:
        decide(situated(voie="formation continu"), as_of=AS_OF, ruleset=read(by_route()))
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == ("$.situation.voie", "unknown-word")
    assert fault.suggestion == "formation-continue"


def test_every_fault_against_the_rules_is_told_at_once() -> None:
    dossier = Dossier(
        "D-1",
        "RNCP36625",
        derogations=(Derogation("nulle", "m", "a", AS_OF),),
        situation={"voie": "autre"},
    )
    with pytest.raises(DossierError) as caught:
        decide(dossier, as_of=AS_OF, ruleset=read(by_route()))
    assert [fault.path for fault in caught.value.faults] == ["$.situation.voie", "$.derogations[0].condition"]


@pytest.mark.parametrize(
    ("name", "code"), [("voies", "situation-unread-near"), ("sport", "situation-unread")]
)
def test_a_name_that_the_rules_do_not_read_is_harmless_and_told(name: str, code: str) -> None:
    verdict = decide(situated(**{name: "x"}), as_of=AS_OF, ruleset=read(by_route()))
    (remark,) = verdict.remarks
    assert (remark.path, remark.code) == (f"$.situation.{name}", code)
    assert f"« {name} »" in verdict.text("fr").replace("\N{NO-BREAK SPACE}", " ")
    assert from_json(verdict.to_json()) == verdict


def test_a_name_that_is_no_word_is_told_too() -> None:
    verdict = decide(situated(**{"deux mots": "x"}), as_of=AS_OF, ruleset=read(by_route()))
    assert verdict.remarks[0].path == '$.situation["deux mots"]'
    assert from_json(verdict.to_json()) == verdict


def test_all_the_words_leave_nothing_to_ask() -> None:
    both = MEASURES.replace("[formation-continue]", "[formation-continue, formation-initiale]")
    verdict = decide(situated(), as_of=AS_OF, ruleset=read(by_route(measures=both)))
    assert verdict.fact("continue").known


@pytest.mark.parametrize(
    ("more", "measures", "expected"),
    [
        ("", MEASURES, ["no-situations"]),
        (SITUATIONS, MEASURES.replace("situation: voie", "situation: voies"), ["unknown-word"]),
        (SITUATIONS, MEASURES.replace("[formation-continue]", "[formation-continu]"), ["unknown-word"]),
        (SITUATIONS, MEASURES.replace("[formation-continue]", "[]"), ["no-term"]),
        (
            SITUATIONS,
            MEASURES.replace("[formation-continue]", "[formation-continue, formation-continue]"),
            ["listed-twice"],
        ),
        (SITUATIONS.replace("formation-initiale", "inconnu"), MEASURES, ["reserved-word"]),
        (SITUATIONS.replace("  voie:", "  voie d'accès:"), MEASURES, ["not-a-name", "unknown-word"]),
        (SITUATIONS.replace("libelle:", "libele:"), MEASURES, ["unknown-key"]),
        ("situations: {voie: {libelle: {fr: v, en: r}, mots: {}}}\n", MEASURES, ["no-term", "unknown-word"]),
        ("situations: [voie]\n", MEASURES, ["not-a-mapping", "no-situations"]),
    ],
)
def test_what_no_vocabulary_can_mean_is_a_fault(more: str, measures: str, expected: list[str]) -> None:
    assert sorted(codes(by_route(more, measures))) == sorted(expected)


def test_the_word_that_was_meant_is_suggested() -> None:
    (fault,) = faults(by_route(measures=MEASURES.replace("[formation-continue]", "[formation-continu]")))
    assert fault.suggestion == "formation-continue"


def test_a_reading_may_choose_the_words() -> None:
    measures = MEASURES.replace("[formation-continue]", "{lecture: voies}")
    readings = reading(
        "voies", "valeur", "une", une="[formation-continue]", deux="[formation-continue, formation-initiale]"
    )
    text = rule_file("{mesure: continue, est: oui}", measures=measures, more=SITUATIONS, readings=readings)
    verdict = decide(situated(voie="formation-initiale"), as_of=AS_OF, ruleset=read(text))
    assert verdict.status is VerdictStatus.NOT_ELIGIBLE
    assert [a.status for a in verdict.alternatives] == [VerdictStatus.ELIGIBLE]


EXAMPLE = """\
exemples:
  - nom: un mot de travers
    au: 2025-11-03
    dossier: {{situation: {{voie: {word}}}}}
    attendu: {{verdict: transmissible}}
"""


def test_an_example_that_says_another_word_is_a_fault_at_its_place() -> None:
    (fault,) = faults(by_route(SITUATIONS + EXAMPLE.format(word="initiale")))
    assert fault.code == "unknown-word"
    assert fault.path.endswith(".dossier.situation.voie")
    assert read(by_route(SITUATIONS + EXAMPLE.format(word="formation-initiale"))).examples


def over(own: str) -> RuleSet:
    """A rule set that extends the one by route, with one condition of its own."""
    base = RuleFile(by_route().replace("essai/petit", "essai/base"), "base.yaml")
    head = "jeu: essai/petit\nversion: '2'\netend: essai/base\n"
    more = "conditions:\n" + condition("c1", "{mesure: continue, est: oui}")
    text = head + own + more
    return decode_ruleset(text, file="petit.yaml", fiches=packaged().fiches, others=[base])


def test_a_vocabulary_is_inherited_word_by_word() -> None:
    own = "situations: {voie: {mots: {apprentissage: {fr: apprentissage, en: apprenticeship}}}}\n"
    vocabulary = over(own).situations["voie"]
    assert vocabulary.libelle.fr == "voie de formation"
    assert [word for word, _ in vocabulary.words] == [
        "formation-initiale",
        "formation-continue",
        "apprentissage",
    ]
    assert list(over("").situations) == ["voie"]
    other = "situations: {site: {libelle: {fr: a, en: b}, mots: {x: {fr: x, en: x}}}}\n"
    assert list(over(other).situations) == ["voie", "site"]


def test_the_vocabulary_is_part_of_what_the_hash_covers() -> None:
    assert read(by_route()).sha256 != read(by_route(SITUATIONS.replace("route", "way"))).sha256


def test_two_situations_that_say_the_same_are_equal_and_written_alike() -> None:
    one, other = Situation({"b": "1", "a": "2"}), Situation({"a": "2", "b": "1"})
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    with pytest.raises(AttributeError):
        setattr(one, "a", "3")  # noqa: B010  # that it can't be set is what is shown
