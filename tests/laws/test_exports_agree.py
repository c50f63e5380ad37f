"""Law: exported rules, run by their own engines in node, give every status and verdict that ours give."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnam_rules
from cnam_rules.engines.reference import ReferenceEngine
from cnam_rules.export import LANGUAGES, export_rules, facts_document
from cnam_rules.kernel import (
    AtLeast,
    Bounds,
    Compare,
    Condition,
    Expr,
    Interval,
    Not,
    Op,
    Program,
    comparisons,
    overall,
)
from cnam_rules.language import RuleSet
from cnam_rules.testing import AS_OF, dossiers, rule_files
from cnam_rules.testing.kernel import expressions, facts_for, programs
from cnam_rules.testing.rulesets import Written
from tests.export.peer import Peer, data_of, started, written
from tests.laws.pace import HALF

FACTS_EACH = 25
"""How many sets of facts each random program is decided on."""

UNDER_EACH_READING: list[tuple[RuleSet, dict[str, str]]] = [
    (ruleset, chosen)
    for ruleset in cnam_rules.rulesets()
    for chosen in (
        {},
        *(
            {name: choice.name}
            for name, reading in ruleset.readings.items()
            for choice in reading.choix
            if choice.name != reading.retenue
        ),
    )
]


def called(value: RuleSet | dict[str, str]) -> str:
    if isinstance(value, dict):
        return "=".join(*value.items()) if value else "retained"
    return f"{value.id}@{value.version}"


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with started() as running:
        yield running


def expected(program: Program, facts: Mapping[str, Bounds], waived: frozenset[str]) -> dict[str, Any]:
    statuses = ReferenceEngine(program).statuses(facts, waived)
    return {
        "statuses": {name: status.value for name, status in statuses.items()},
        "verdict": overall(statuses.values()).value,
    }


def agree(
    peer: Peer, program: Program, cases: Sequence[tuple[Mapping[str, Bounds], frozenset[str]]], **why: object
) -> None:
    """Compare case by case; `why` is what replays the cases, and a failure prints it with the case."""
    for language in LANGUAGES:
        decided = peer.decide(written(program, language), [data_of(*case) for case in cases])
        for case, found in zip(cases, decided, strict=True):
            assert found == expected(program, *case), (language, program, case, why)


@st.composite
def cases_of(draw: st.DrawFn, program: Program) -> tuple[Mapping[str, Bounds], frozenset[str]]:
    ids = [condition.id for condition in program.conditions]
    waived = st.frozensets(st.sampled_from(ids)) if ids else st.just(frozenset[str]())
    return draw(facts_for(program)), draw(st.one_of(st.just(frozenset[str]()), waived))


def drawn(data: st.DataObject, program: Program) -> Any:
    return data.draw(st.lists(cases_of(program), min_size=1, max_size=FACTS_EACH))


@given(program=programs(), data=st.data())
def test_exports_of_random_programs_agree(peer: Peer, program: Program, data: st.DataObject) -> None:
    agree(peer, program, drawn(data, program))


@HALF
@given(expr=expressions(leaves=60), data=st.data())
def test_exports_of_deep_expressions_agree(peer: Peer, expr: Expr, data: st.DataObject) -> None:
    program = Program((Condition("deep", expr, Not(expr)), Condition("alone", expr)))
    agree(peer, program, drawn(data, program))


AWKWARD = ("12 mois", "01", " 1", "+1", "1e3", "-1a", "0x1", "__proto__", "constructor", "length", "%31", "")
NAMES = st.one_of(st.sampled_from(AWKWARD), st.text("01.%-+ aé_$", max_size=4))


@HALF
@given(names=st.lists(NAMES, min_size=1, max_size=6, unique=True), data=st.data())
def test_exports_agree_whatever_measures_are_called(
    peer: Peer, names: list[str], data: st.DataObject
) -> None:
    """Paths are cut at dots, and some engines take `12 mois` for the twelfth of a list."""
    conditions = [Condition(f"c{index}", Compare(name, Op.AT_LEAST, 1)) for index, name in enumerate(names)]
    program = Program(tuple(conditions))
    agree(peer, program, drawn(data, program))


@HALF
@given(width=st.integers(1, 40), n=st.integers(-1, 42), data=st.data())
def test_exports_of_wide_counts_agree(peer: Peer, width: int, n: int, data: st.DataObject) -> None:
    """At least n of many: a sum, of which some terms may be unknown."""
    terms = tuple(Compare(f"m{i}", data.draw(st.sampled_from(Op)), 1) for i in range(width))
    program = Program((Condition("wide", AtLeast(n, terms)), Condition("not", Not(AtLeast(n, terms)))))
    agree(peer, program, drawn(data, program))


@pytest.mark.parametrize(("ruleset", "readings"), UNDER_EACH_READING, ids=called)
def test_exports_of_the_rules_agree_under_every_reading(
    peer: Peer, ruleset: RuleSet, readings: dict[str, str]
) -> None:
    """Facts around each bound (one below, on it, one above), nought, and no upper end."""
    program = ruleset.under(readings).program
    seed = f"{called(ruleset)} {readings}"
    chance = random.Random(seed)  # noqa: S311 - the same facts each time, not secrets
    near: dict[str, set[int]] = {name: {0} for name in program.measures}
    for condition in program.conditions:
        for compare in (*comparisons(condition.applies), *comparisons(condition.requires)):
            near[compare.measure] |= {compare.bound + step for step in (-1, 0, 1)}

    def ends(values: set[int]) -> Interval:
        least = chance.choice(sorted(values))
        return Interval(least, chance.choice([None, least, *sorted(v for v in values if v >= least)]))

    ids = [condition.id for condition in program.conditions]
    cases = [
        (
            {name: ends(values) for name, values in near.items()},
            frozenset(chance.sample(ids, min(len(ids), chance.choice([0, 0, 0, 1, 2])))),
        )
        for _ in range(300 if ruleset.id == "titre-casp/jury" else 60)
    ]
    agree(peer, program, cases, seed=seed)


@HALF
@given(file=rule_files(), data=st.data())
def test_exports_agree_from_rule_file_and_dossier_to_verdict(
    peer: Peer, file: Written, data: st.DataObject
) -> None:
    """The whole way: random rules and readings, random dossiers, the facts that they measure to."""
    from jsonschema import Draft7Validator

    ruleset, readings = file.ruleset(), data.draw(file.readings())
    given_dossiers = data.draw(st.lists(dossiers(conditions=file.conditions), min_size=1, max_size=4))
    verdicts = [
        cnam_rules.decide(dossier, as_of=AS_OF, ruleset=ruleset, readings=readings)
        for dossier in given_dossiers
    ]
    facts = [facts_document(verdict) for verdict in verdicts]
    for language in LANGUAGES:
        exported = export_rules(ruleset, language, readings)
        for document in facts:
            Draft7Validator(exported["schema"]).validate(document)
        for verdict, found in zip(verdicts, peer.decide(exported, facts), strict=True):
            assert found["statuses"] == {name: status.value for name, status in verdict.statuses.items()}
            assert found["verdict"] == verdict.status.value


@given(program=programs(), data=st.data())
def test_ends_that_nobody_gave_are_unknown(peer: Peer, program: Program, data: st.DataObject) -> None:
    """Whoever doesn't validate the facts gets no answer from what lacks: null, or nothing at all."""
    facts, waived = data.draw(cases_of(program))
    given_data, without = data_of(facts, waived), {**facts}
    for key, (name, fact) in zip([*given_data["facts"]], facts.items(), strict=True):
        way = data.draw(st.sampled_from(("least null", "least absent", "most absent", "absent", "as it is")))
        least, most = fact.least, fact.most
        if way in ("least null", "least absent", "absent"):
            least = -(10**9)
        if way in ("most absent", "absent"):
            most = None
        without[name] = Interval(least, most)
        if way == "least null":
            given_data["facts"][key]["least"] = None
        elif way == "absent":
            del given_data["facts"][key]
        elif way.endswith("absent"):
            del given_data["facts"][key][way.split()[0]]
    for language in LANGUAGES:
        (found,) = peer.decide(written(program, language), [given_data])
        assert found == expected(program, without, waived), (language, given_data)
