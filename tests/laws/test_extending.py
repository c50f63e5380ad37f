"""The laws of `etend`: a whole file and its parts say the same; what overrides nothing decides the same."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cnam_rules import decide, from_json
from cnam_rules.catalogue import packaged
from cnam_rules.dossier import Dossier
from cnam_rules.facade import rulesets
from cnam_rules.faults import RuleSetError
from cnam_rules.language import RuleFile, decode_ruleset
from cnam_rules.testing import AS_OF, Split, Written, dossiers, rule_files, split_files

SPLIT = rule_files().flatmap(lambda written: st.tuples(st.just(written), split_files(written)))


@given(SPLIT, st.data())
def test_a_file_says_the_same_written_as_several(files: tuple[Written, Split], data: st.DataObject) -> None:
    written, split = files
    flat, ruleset = written.ruleset(), split.ruleset()
    readings = data.draw(written.readings())
    assert ruleset.under(readings).program == flat.under(readings).program == written.program(readings)
    assert ruleset.under(readings).measures == flat.under(readings).measures
    assert ruleset.under(readings).conventions == flat.under(readings).conventions
    assert ruleset.sha256 == flat.sha256
    for name in ("id", "version", "programme", "intitule", "in_force", "source", "fiche"):
        assert getattr(ruleset, name) == getattr(flat, name)
    said = [(condition.id, condition.libelle, condition.source) for condition in ruleset.conditions]
    assert said == [(condition.id, condition.libelle, condition.source) for condition in flat.conditions]
    for name, reading in ruleset.readings.items():
        other = flat.readings[name]
        assert (reading.question, reading.raison, reading.retenue) == (
            *(other.question, other.raison),
            other.retenue,
        )
        assert set(reading.choix) == set(other.choix)


@given(SPLIT)
def test_every_condition_keeps_the_file_and_the_line_it_was_written_in(files: tuple[Written, Split]) -> None:
    _, split = files
    ruleset = split.ruleset()
    texts = {file.file: file.text.splitlines() for file in split.files}
    assert {condition.id: condition.file for condition in ruleset.conditions} == split.conditions
    for condition in ruleset.conditions:
        assert texts[condition.file][condition.line - 1].startswith("conditions:")
        for origin in condition.origins:
            assert origin.file != condition.file
            assert texts[origin.file][origin.line - 1].startswith("conditions:")
    assert [parent.file for parent in ruleset.etend] == [file.file for file in split.files[1:]]


@given(SPLIT, st.data())
def test_a_file_decides_the_same_written_as_several(
    files: tuple[Written, Split], data: st.DataObject
) -> None:
    written, split = files
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    readings = data.draw(written.readings())
    verdicts = [
        decide(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings)
        for ruleset in (written.ruleset(), split.ruleset())
    ]
    assert verdicts[0].statuses == verdicts[1].statuses
    flat, split_up = ({fact.measure: fact for fact in verdict.facts} for verdict in verdicts)
    assert flat == split_up
    assert from_json(verdicts[1].to_json()) == verdicts[1]


@given(rule_files(), st.data())
def test_what_overrides_nothing_decides_the_same(written: Written, data: st.DataObject) -> None:
    parent = RuleFile(written.text, "random.yaml")
    child = decode_ruleset(
        "jeu: enfant\nversion: '1'\netend: essai/hasard\n",
        file="enfant.yaml",
        fiches=packaged().fiches,
        others=[parent],
    )
    dossier = data.draw(dossiers(conditions=written.conditions, decisions=written.decisions))
    readings = data.draw(written.readings())
    verdict = decide(dossier, as_of=AS_OF, ruleset=child, readings=readings)
    assert (
        verdict.statuses
        == decide(dossier, as_of=AS_OF, ruleset=written.ruleset(), readings=readings).statuses
    )
    assert {condition.file for condition in verdict.conditions} == {"random.yaml"}


@given(dossiers())
def test_every_rule_set_of_the_library_extended_by_nothing_decides_the_same(dossier: Dossier) -> None:
    for ruleset in rulesets():
        child = decode_ruleset(
            f"jeu: enfant\nversion: '1'\netend: {ruleset.id}@{ruleset.version}\n",
            file="enfant.yaml",
            fiches=packaged().fiches,
            others=packaged().rule_files,
        )
        assert child.under().program == ruleset.under().program
        if ruleset.programme == dossier.programme:
            ours, theirs = (decide(dossier, as_of=AS_OF, ruleset=known) for known in (child, ruleset))
            assert ours.statuses == theirs.statuses


@given(SPLIT, st.randoms(use_true_random=False))
def test_a_part_lost_ends_in_a_fault_or_in_a_rule_set(files: tuple[Written, Split], rng: Random) -> None:
    """Whatever line is missing from one of the files, reading ends in rules or in faults with a place."""
    _, split = files
    index = rng.randrange(len(split.files))
    lines = split.files[index].text.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    damaged = [*split.files]
    damaged[index] = RuleFile("".join(lines), split.files[index].file)
    own, *others = damaged
    try:
        ruleset = decode_ruleset(own.text, file=own.file, fiches=packaged().fiches, others=others)
    except RuleSetError as error:
        for fault in error.faults:
            assert fault.file in {file.file for file in damaged}
            assert fault.message("en")
            assert (fault.chain is None) == (fault.file == own.file)
    else:
        assert ruleset.conditions
