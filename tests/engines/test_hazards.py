"""Each hazard of durable-rules 2.0.28: shown on the bare library, then shown not to reach the adapter.

What crashes, hangs or leaves threads is shown in a process of its own. Two things aren't run, and their tests
say why: the crash of `Host` in a server, and the action that takes ten seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from types import SimpleNamespace

import pytest

from cnam_rules.engines import EngineFailed, EngineUnavailable, ProgramTooLarge, available, build
from cnam_rules.engines._cutter import Cutter
from cnam_rules.engines._errors import MEANINGS, meaning
from cnam_rules.engines._extension import RESERVED, field_names, fnv1a, refuse_collisions
from cnam_rules.engines.durable import DurableEngine
from cnam_rules.engines.reference import ReferenceEngine
from cnam_rules.kernel import All, AtLeast, Compare, Condition, Interval, Op, Program, Status
from tests.engines.bare import extension, fired, needs_durable, one_each, python, ruleset, said

NOBODY: frozenset[str] = frozenset()


def decided(program: Program, facts: Mapping[str, Interval]) -> dict[str, Status]:
    """What durable-rules decides, which must be what the reference engine does."""
    found = DurableEngine(program).statuses(facts, NOBODY)
    assert found == ReferenceEngine(program).statuses(facts, NOBODY)
    return found


# ------------------------------------------------------------------------------ names that hash alike


@needs_durable
def test_bare_two_sessions_whose_ids_hash_alike_are_one() -> None:
    handle = ruleset(r={"$eq": {"x": 1}})
    assert fired(handle, {"id": "1", "sid": "costarring", "x": 1}) == ["r"]
    assert extension().assert_fact(handle, '{"id":"1","sid":"liquid","x":1}')[0] == 2  # already observed


@needs_durable
def test_bare_two_fields_whose_names_hash_alike_are_one() -> None:
    assert fired(ruleset(r={"$eq": {"champ_129599": 1}}), {"id": "1", "sid": "s", "champ_732382": 1}) == ["r"]


@needs_durable
@pytest.mark.parametrize("pair", [("costarring", "liquid"), ("champ_129599", "champ_732382")])
def test_measures_and_conditions_whose_names_hash_alike_stay_apart(pair: tuple[str, str]) -> None:
    one, other = pair
    assert fnv1a(one) == fnv1a(other)
    program = Program(tuple(Condition(name, Compare(name, Op.AT_LEAST, 1)) for name in pair))
    assert decided(program, {one: Interval(1, 1), other: Interval(0, 0)}) == {
        one: Status.MET,
        other: Status.UNMET,
    }


def test_generated_fields_are_checked_for_names_that_hash_alike() -> None:
    names = field_names(240)
    assert len({fnv1a(name) for name in (*names, *RESERVED)}) == 240 + len(RESERVED)
    with pytest.raises(ProgramTooLarge, match="'costarring' and 'liquid' for one"):
        refuse_collisions(["a", "costarring", "liquid"])
    with pytest.raises(ProgramTooLarge, match="241 fields"):
        field_names(241)


# ------------------------------------------------------------------- Host, its threads and its actions


@needs_durable
def test_bare_every_host_leaves_two_threads() -> None:
    """With `delete_state` in a server those threads walk freed memory: a segmentation fault within seconds.

    That crash isn't run: when it comes is up to the scheduler, so a test of it would fail now and then.
    """
    code = """
        import threading
        from durable.engine import Host
        hosts = [Host() for _ in range(10)]
        print(threading.active_count())
    """
    assert said(code) == "21"


@needs_durable
def test_the_adapter_starts_no_thread_and_imports_no_public_layer() -> None:
    code = """
        import sys, threading
        from cnam_rules.engines import build
        from cnam_rules.kernel import Compare, Condition, Interval, Op, Program
        engine = build("durable", Program((Condition("c", Compare("m", Op.AT_LEAST, 1)),)))
        for least in (0, 1):
            engine.statuses({"m": Interval(least, 1)}, frozenset())
        print(threading.active_count(), [name for name in sys.modules if name.split(".")[0] == "durable"])
    """
    assert said(code) == "1 []"


@needs_durable
def test_bare_host_swallows_what_an_action_raises_even_an_interrupt() -> None:
    """An action of more than ten seconds is dropped as silently; that isn't run, for its ten seconds.

    The adapter has no action to swallow anything from: it only reads which rules fired.
    """
    code = """
        from durable.engine import Host
        def interrupted(c):
            raise KeyboardInterrupt
        host = Host()
        host.set_rulesets({"r": {"a": {"all": [{"m": {"$eq": {"x": 1}}}], "run": interrupted}}})
        print("exception caught" in host.post("r", {"id": 1, "sid": "s", "x": 1})["exception"])
    """
    assert said(code) == "True"


@needs_durable
def test_bare_an_action_with_a_second_parameter_never_completes() -> None:
    """It is taken for asynchronous: its session stays locked, and the next fact's rule doesn't run."""
    code = """
        from durable.engine import Host
        def run(action):
            host = Host()
            host.set_rulesets({"r": {"a": {"all": [{"m": {"$eq": {"x": 1}}}], "run": action}}})
            for number in (1, 2):
                host.post("r", {"id": number, "sid": "s", "x": 1})
        seen = []
        run(lambda c: seen.append(1))
        print(len(seen))
        seen.clear()
        run(lambda c, more=None: seen.append(1))
        print(len(seen))
    """
    assert said(code).split() == ["2", "1"]


@needs_durable
def test_bare_registering_rules_changes_them() -> None:
    code = """
        from durable.engine import Host
        rules = {"r": {"a": {"all": [{"m": {"$eq": {"x": 1}}}], "run": lambda c: None}}}
        Host().set_rulesets(rules)
        print(sorted(rules["r"]["a"]))
    """
    assert said(code) == "['all']"


@needs_durable
def test_one_program_compiles_to_the_same_engine_again_and_again() -> None:
    program = one_each("ab")
    facts = {"a": Interval(1, 1), "b": Interval(0, 0)}
    before = repr(program)
    assert decided(program, facts) == decided(program, facts)
    assert repr(program) == before


# --------------------------------------------------------------------------------------------- limits


@needs_durable
def test_bare_a_rule_set_holds_1024_sessions() -> None:
    handle = ruleset(r={"$eq": {"x": 1}})
    for number in range(1024):
        extension().assert_fact(handle, f'{{"id":"1","sid":"{number}","x":1}}')
    with pytest.raises(MemoryError):
        extension().assert_fact(handle, '{"id":"1","sid":"one more","x":1}')


@needs_durable
def test_more_decisions_than_sessions_are_one_session_at_a_time() -> None:
    engine = DurableEngine(one_each("m"))
    for number in range(1100):
        expected = Status.MET if number % 2 else Status.UNMET
        assert engine.statuses({"m": Interval(number % 2, number % 2)}, NOBODY) == {"c-m": expected}


@needs_durable
def test_bare_a_fact_that_matches_more_than_64_rules_is_an_error() -> None:
    fact = {"id": "1", "sid": "s", "x": 1}
    assert len(fired(ruleset(**{f"r{i}": {"$gte": {"x": -i}} for i in range(64)}), fact)) == 64
    with pytest.raises(extension().error, match="303"):
        fired(ruleset(**{f"r{i}": {"$gte": {"x": -i}} for i in range(65)}), fact)


@needs_durable
@pytest.mark.parametrize("least", [0, 1])
def test_two_hundred_conditions_on_one_measure(least: int) -> None:
    bounds = [Compare("m", Op.AT_LEAST, bound) for bound in range(-199, 1)]
    program = Program(tuple(Condition(f"c{i}", compare) for i, compare in enumerate(bounds)))
    assert set(decided(program, {"m": Interval(least, None)}).values()) == {Status.MET}


@needs_durable
def test_bare_a_rule_of_15_branches_is_an_error() -> None:
    branches = [{"$and": [{"$gte": {"x": i}}, {"$lt": {"y": i}}]} for i in range(15)]
    ruleset(r={"$or": branches[:14]})
    with pytest.raises(extension().error, match="113"):
        ruleset(r={"$or": branches})


@needs_durable
def test_a_condition_of_more_branches_takes_several_rules() -> None:
    """Nine terms take nine cubes for no and nine for unknown; under a `si` of two, 27 for unknown."""
    nine = All(tuple(Compare(f"m{i}", Op.AT_LEAST, 1) for i in range(9)))
    two = All((Compare("a", Op.AT_LEAST, 1), Compare("b", Op.AT_LEAST, 1)))
    program = Program((Condition("c", nine, two),))
    assert [len(cubes) for cubes in Cutter(frozenset()).outcomes(two, nine)] == [2, 1, 9, 27]
    for unknown in range(9):
        facts = {name: Interval(int(name != f"m{unknown}"), 1) for name in program.measures}
        assert decided(program, facts) == {"c": Status.UNKNOWN}
        facts[f"m{unknown}"] = Interval(0, 0)
        assert decided(program, facts) == {"c": Status.UNMET}


@needs_durable
def test_bare_512_rules_on_as_many_fields_hang() -> None:
    code = """
        import json, durable_rules_engine as bare
        def post(rules):
            handle = bare.create_ruleset(
                "r", json.dumps({f"r{i}": {"all": [{"m": {"$eq": {f"f{i}": 1}}}]} for i in range(rules)}))
            return bare.assert_fact(handle, '{"id":"1","sid":"s","f1":1}')[0]
        print(post(511), flush=True)
        print(post(512), flush=True)
    """
    with pytest.raises(subprocess.TimeoutExpired) as hung:
        python(code, seconds=4)
    assert hung.value.stdout
    assert hung.value.stdout.split() == [b"0"]


@needs_durable
def test_six_hundred_conditions_on_as_many_measures() -> None:
    names = [f"m{i}" for i in range(600)]
    facts = {name: Interval(i % 2, i % 2) for i, name in enumerate(names)}
    statuses = decided(one_each(names), facts)
    assert list(statuses.values()) == [Status.UNMET, Status.MET] * 300


@needs_durable
@pytest.mark.parametrize("known", [0, 29, 30, 31, 59, 60])
def test_at_least_30_of_60_is_summed_not_spelled_out(known: int) -> None:
    """There are 10¹⁷ ways to choose 30 of 60."""
    names = [f"m{i}" for i in range(60)]
    program = Program((Condition("c", AtLeast(30, tuple(Compare(n, Op.AT_LEAST, 1) for n in names))),))
    facts = {name: Interval(int(i < known), 1) for i, name in enumerate(names)}
    assert decided(program, facts) == {"c": Status.MET if known >= 30 else Status.UNKNOWN}
    facts = {name: Interval(0, int(i < known)) for i, name in enumerate(names)}
    assert decided(program, facts) == {"c": Status.UNKNOWN if known >= 30 else Status.UNMET}


@needs_durable
def test_what_is_too_large_is_refused_when_compiled() -> None:
    many = tuple(Compare(f"m{i}", Op.AT_LEAST, 1) for i in range(61))
    with pytest.raises(ProgramTooLarge, match="61 terms; 60 can be summed"):
        DurableEngine(Program((Condition("c", AtLeast(30, many)),)))
    facts = {compare.measure: Interval(1, 1) for compare in many}
    assert decided(Program((Condition("c", All(many)),)), facts) == {"c": Status.MET}
    for bound in (2**31 - 1, 1 - 2**31):
        with pytest.raises(ProgramTooLarge, match=f"{bound}, a bound of m"):
            DurableEngine(one_each("m", bound))


# --------------------------------------------------------------------------------- how facts are taken


@needs_durable
def test_bare_an_event_is_consumed_by_the_first_rule_it_matches() -> None:
    pattern = {"$eq": {"x": 1}}
    assert fired(ruleset(a=pattern, b=pattern), {"id": "1", "sid": "s", "x": 1}, event=True) == ["a"]
    assert fired(ruleset(a=pattern, b=pattern), {"id": "1", "sid": "s", "x": 1}) == ["a", "b"]


@needs_durable
def test_bare_or_fires_once_for_each_branch_that_holds() -> None:
    handle = ruleset(r={"$or": [{"$gte": {"x": 1}}, {"$gte": {"y": 1}}]})
    assert fired(handle, {"id": "1", "sid": "s", "x": 1, "y": 1}) == ["r", "r"]


@needs_durable
def test_bare_a_batch_that_fails_keeps_its_first_facts_for_later() -> None:
    """And one that can't be read is dropped without a word, with all that follow it."""
    handle = ruleset(first={"$eq": {"y": 1}}, **{f"r{i}": {"$gte": {"x": -i}} for i in range(65)})
    with pytest.raises(extension().error, match="303"):
        extension().assert_facts(handle, '[{"id":"1","sid":"s","y":1},{"id":"2","sid":"s","x":1}]')
    assert fired(handle, {"id": "3", "sid": "s", "y": 1}) == ["first", "first"]
    assert (
        extension().assert_facts(handle, '[{"id":"4","sid":"t","y":1},{"id":"5","sid":"t","y":1e-07}]')[0]
        == 0
    )


@needs_durable
def test_bare_a_field_misspelt_or_null_never_fires() -> None:
    handle = ruleset(
        low={"$lt": {"experience": 18}}, high={"$gte": {"experience": 18}}, seen={"$eq": {"k": 1}}
    )
    assert fired(handle, {"id": "1", "sid": "s", "k": 1, "experiance": 20}) == ["seen"]
    assert fired(handle, {"id": "1", "sid": "t", "k": 1, "experience": None}) == ["seen"]


@needs_durable
def test_a_fact_that_is_missing_is_an_error_and_one_without_upper_end_is_not() -> None:
    engine = DurableEngine(one_each("m"))
    with pytest.raises(KeyError, match="m"):
        engine.statuses({"n": Interval(1, 1)}, NOBODY)
    assert decided(one_each("m"), {"m": Interval(0, None), "n": Interval(1, 1)}) == {"c-m": Status.UNKNOWN}


@needs_durable
def test_bare_absent_and_false_look_alike_to_an_action() -> None:
    code = """
        from durable.engine import Host
        host = Host()
        run = lambda c: print(bool(c.m.absent), bool(c.m.false))
        host.set_rulesets({"r": {"a": {"all": [{"m": {"$eq": {"k": 1}}}], "run": run}}})
        host.post("r", {"id": 1, "sid": "s", "k": 1, "false": False})
    """
    assert said(code) == "False False"


@needs_durable
def test_unknown_and_false_are_told_apart() -> None:
    assert decided(one_each("m"), {"m": Interval(0, 0)}) == {"c-m": Status.UNMET}
    assert decided(one_each("m"), {"m": Interval(0, 1)}) == {"c-m": Status.UNKNOWN}


@needs_durable
def test_bare_a_rule_for_an_absent_property_loops() -> None:
    """The session's own fact hasn't that property either, and is renewed after each action."""
    code = """
        import os, threading
        from durable.engine import Host
        runs = []
        host = Host()
        host.set_rulesets({"r": {"a": {"all": [{"m": {"$nex": {"x": 1}}}], "run": lambda c: runs.append(1)}}})
        thread = threading.Thread(target=host.post, args=("r", {"id": 1, "sid": "s", "k": 1}), daemon=True)
        thread.start()
        thread.join(2)
        print(thread.is_alive() and len(runs) > 100, flush=True)
        os._exit(0)
    """
    assert said(code) == "True"


@needs_durable
@pytest.mark.parametrize("value", ["1", "true", '"1"', "1.0"])
def test_bare_one_is_true_and_text(value: str) -> None:
    assert fired(ruleset(r={"$eq": {"x": 1}}), f'{{"id":"1","sid":"s","x":{value}}}') == ["r"]


@needs_durable
def test_bare_a_small_float_does_not_parse() -> None:
    with pytest.raises(extension().error, match="204"):
        fired(ruleset(r={"$gte": {"x": 0}}), {"id": "1", "sid": "s", "x": 1e-07})


@needs_durable
def test_bare_great_numbers_are_cut_off() -> None:
    """2⁶⁴ is read as 2⁶³ - 1, so that a smaller number reaches it."""
    fact = {"id": "1", "sid": "s", "x": 2**63 - 1}
    assert fired(ruleset(r={"$gte": {"x": 2**64}}), fact) == ["r"]


@needs_durable
@pytest.mark.parametrize(
    ("fact", "status"),
    [
        (Interval(10**30, None), Status.MET),
        (Interval(10**30, 10**31), Status.MET),
        (Interval(-(10**31), -(10**30)), Status.UNMET),
        (Interval(-(10**30), 10**30), Status.UNKNOWN),
        (Interval(5, 5), Status.MET),
        (Interval(4, 4), Status.UNMET),
        (Interval(4, 5), Status.UNKNOWN),
    ],
)
def test_numbers_of_any_size_and_only_numbers_reach_the_library(fact: Interval, status: Status) -> None:
    assert decided(one_each("m", 5), {"m": fact}) == {"c-m": status}


@needs_durable
def test_facts_are_brought_into_the_range_of_their_bounds() -> None:
    """Between one below the least bound and the greatest, and just as they are in between."""
    real, posted = extension(), []

    def post(handle: int, fact: str) -> tuple[int, int]:
        posted.append(json.loads(fact))
        place: tuple[int, int] = real.assert_fact(handle, fact)
        return place

    fake = SimpleNamespace(**{name: getattr(real, name) for name in dir(real)} | {"assert_fact": post})
    bounds = (10, 20)
    program = Program(tuple(Condition(f"c{bound}", Compare("m", Op.AT_LEAST, bound)) for bound in bounds))
    engine = DurableEngine(program, fake)
    assert (posted[-1]["a"], posted[-1]["b"]) == (9, 20)
    for fact, ends in [
        (Interval(-(10**30), 10**30), (9, 20)),
        (Interval(8, None), (9, 20)),
        (Interval(8, 8), (9, 9)),
        (Interval(9, 10), (9, 10)),
        (Interval(19, 20), (19, 20)),
        (Interval(21, 22), (20, 20)),
    ]:
        engine.statuses({"m": fact}, NOBODY)
        assert (posted[-1]["a"], posted[-1]["b"]) == ends


@needs_durable
def test_bounds_of_the_greatest_size_are_exact() -> None:
    for bound in (2**31 - 2, 2 - 2**31):
        program = one_each("m", bound)
        assert decided(program, {"m": Interval(bound, None)}) == {"c-m": Status.MET}
        assert decided(program, {"m": Interval(-(10**12), bound - 1)}) == {"c-m": Status.UNMET}


@needs_durable
def test_bare_composed_and_decomposed_letters_differ() -> None:
    """Nor is an escaped letter the same as the letter: JSON's escapes are compared as they are written."""
    composed, decomposed = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
    handle = extension().create_ruleset("r", f'{{"r":{{"all":[{{"m":{{"$eq":{{"{composed}":1}}}}}}]}}}}')
    assert fired(handle, {"id": "1", "sid": "s", composed: 1}) == ["r"]
    assert fired(handle, {"id": "1", "sid": "t", decomposed: 1}) == []
    assert fired(handle, '{"id":"1","sid":"u","\\u00e9":1}') == []


@needs_durable
def test_names_never_reach_the_library() -> None:
    composed, decomposed = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
    awkward = [composed, decomposed, "sid", "id", "$s", "always", "a", '"', "\\", "", "m", "#0", "##0", "%d"]
    facts = {name: Interval(i % 2, i % 2) for i, name in enumerate(awkward)}
    assert list(decided(one_each(awkward), facts).values()) == [Status.UNMET, Status.MET] * 7


# ------------------------------------------------------------------------------------- errors and crashes


@needs_durable
def test_bare_error_codes_are_integers_and_get_a_name() -> None:
    with pytest.raises(extension().error) as raised:
        extension().delete_state(ruleset(r={"$eq": {"x": 1}}), "nobody")
    assert str(raised.value) == "Could not delete state, error code: 309"
    assert "SID_NOT_FOUND" in meaning(raised.value)
    assert meaning(ValueError("other")) == "ValueError('other')"
    assert all(text.split(":")[0].isupper() for text in MEANINGS.values())


@needs_durable
def test_bare_deleting_a_session_before_an_action_started_frees_stray_pointers() -> None:
    """Creating a session leaves two pointers as they were; deleting it frees them. Here they were ones."""
    code = """
        import durable_rules_engine as bare
        blocks = [b"\\xff" * size for size in (32_500, 33_000, 34_000, 40_000) for _ in range(200)]
        del blocks
        handle = bare.create_ruleset("r", '{"r":{"all":[{"m":{"$eq":{"x":1}}}]}}')
        bare.assert_fact(handle, '{"id":"1","sid":"s","x":1}')
        bare.delete_state(handle, "s")
    """
    assert python(code).returncode < 0  # ended by a signal


@needs_durable
def test_an_interrupt_before_the_first_action_does_not_crash() -> None:
    """The same memory as above; every session is deleted before an action started in it."""
    code = """
        import durable_rules_engine as bare
        from types import SimpleNamespace
        from cnam_rules.engines.durable import DurableEngine
        from cnam_rules.kernel import Compare, Condition, Interval, Op, Program
        blocks = [b"\\xff" * size for size in (32_500, 33_000, 34_000, 40_000) for _ in range(200)]
        del blocks
        interrupt = []
        def start(handle, place):
            if interrupt:
                raise KeyboardInterrupt
            return bare.start_action_for_state(handle, place)
        extension = SimpleNamespace(**{name: getattr(bare, name) for name in dir(bare)})
        extension.start_action_for_state = start
        engine = DurableEngine(Program((Condition("c", Compare("m", Op.AT_LEAST, 1)),)), extension)
        for number in range(100):
            interrupt.append(1)
            try:
                engine.statuses({"m": Interval(0, 0)}, frozenset())
            except KeyboardInterrupt:
                interrupt.clear()
            assert engine.statuses({"m": Interval(1, 1)}, frozenset())["c"].value == "met"
        print("survived")
    """
    assert said(code) == "survived"


# ----------------------------------------------------------------------------------- where it isn't there


def test_without_durable_rules_the_reference_engine_serves_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Python 3.13 the released version doesn't import."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    assert available() == ("reference",)
    with pytest.raises(EngineUnavailable, match="durable-rules can't be imported here"):
        build("durable", one_each("m"))
    assert build("reference", one_each("m")).statuses({"m": Interval(1, 1)}, NOBODY) == {"c-m": Status.MET}


def test_an_engine_of_another_name_is_a_clear_error() -> None:
    with pytest.raises(EngineUnavailable, match="no engine is called 'rete'; there are durable, reference"):
        build("rete", one_each("m"))


def test_durable_rules_is_imported_only_when_asked_for() -> None:
    code = """
        import sys
        from cnam_rules.engines import build
        from cnam_rules.kernel import Program
        build("reference", Program(()))
        print([name for name in sys.modules if name.startswith("durable")])
    """
    assert said(code) == "[]"


@needs_durable
def test_it_is_listed_first_where_it_is_there() -> None:
    assert available() == ("durable", "reference")
    assert build("durable", one_each("m")).name == "durable-rules 2.0.28"


@needs_durable
def test_a_fact_whose_ends_are_crossed_is_never_a_verdict() -> None:
    with pytest.raises(EngineFailed, match="fired the rules"):
        DurableEngine(one_each("m")).statuses({"m": Interval(1, 0)}, NOBODY)
