"""The adapter: one decision leaves nothing to the next, whatever happens in the middle of it."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from cnam_rules.engines import EngineFailed
from cnam_rules.engines._extension import GUARD, load_extension
from cnam_rules.engines.durable import DurableEngine
from cnam_rules.engines.reference import ReferenceEngine
from cnam_rules.kernel import All, AtLeast, Compare, Condition, Interval, Not, Op, Program, Status
from tests.engines.bare import needs_durable, one_each, said

pytestmark = needs_durable

NOBODY: frozenset[str] = frozenset()
CALLS = ("assert_fact", "start_action_for_state", "complete_and_start_action", "delete_state")

TITLE = Program(
    (
        Condition("ue", All((Compare("ue", Op.AT_LEAST, 12), Compare("uaso", Op.AT_LEAST, 1)))),
        Condition("experience", Compare("experience", Op.AT_LEAST, 558)),
        Condition("stage", Compare("stage", Op.AT_LEAST, 93), Not(Compare("champ", Op.AT_LEAST, 558))),
        Condition("rapport", All((Compare("soutenu", Op.AT_LEAST, 1), Compare("valide", Op.AT_LEAST, 1)))),
    )
)
"""The shape of a title's conditions: four of them on seven measures."""

PASSES = Program(
    (
        *TITLE.conditions,
        Condition("most", AtLeast(4, tuple(Compare(name, Op.MORE_THAN, 0) for name in TITLE.measures))),
    )
)
"""The same with a condition that takes three passes."""


def facts(number: int, program: Program = TITLE) -> dict[str, Interval]:
    """Facts that differ from one number to the next: known, unknown and open ones."""
    ends = (Interval(0, 0), Interval(600, 600), Interval(0, None), Interval(12, 600))
    return {name: ends[(number // 4**i + number) % 4] for i, name in enumerate(program.measures)}


class Tripped(BaseException):
    """What the extension is made to raise in the middle of a decision."""


class Wire(SimpleNamespace):
    """The extension with a wire to trip over, at one call, before it or after it."""

    def __init__(self) -> None:
        real: Any = load_extension()
        super().__init__(**{name: getattr(real, name) for name in dir(real) if not name.startswith("_")})
        self.calls = 0
        self.trip = -1
        self.after = False
        self.instead: Callable[..., None] | None = None
        for name in CALLS:
            setattr(self, name, self.wired(getattr(real, name)))

    def wired(self, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            number = self.calls
            self.calls += 1
            tripped = number == self.trip
            if tripped and self.instead:
                self.instead()
                tripped = False
            if tripped and not self.after:
                raise Tripped
            result = function(*args)
            if tripped:
                raise Tripped
            return result

        return call


@pytest.mark.parametrize("program", [TITLE, PASSES], ids=["one pass", "three passes"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_interrupt_at_any_call_leaves_nothing_to_the_next_candidate(program: Program, after: bool) -> None:
    wire, reference = Wire(), ReferenceEngine(program)
    engine = DurableEngine(program, wire)
    wire.calls = 0
    engine.statuses(facts(1), NOBODY)
    calls = wire.calls
    assert calls >= 7
    for trip in range(calls):
        wire.calls, wire.trip, wire.after = 0, trip, after
        with pytest.raises(Tripped):
            engine.statuses(facts(1), NOBODY)
        wire.trip = -1
        for number in (2, 3):
            assert engine.statuses(facts(number), NOBODY) == reference.statuses(facts(number), NOBODY)


@pytest.mark.parametrize("name", CALLS)
def test_a_failure_to_delete_a_session_is_told_and_mended(name: str) -> None:
    """An error in the middle of a decision, and another when its session is to be deleted."""
    real = load_extension()
    failing: set[str] = set()

    def wired(one: str) -> Callable[..., object]:
        def call(*args: object) -> object:
            if one in failing:
                raise real.error(f"{one}, error code: 308")
            result: object = getattr(real, one)(*args)
            return result

        return call

    fake = SimpleNamespace(
        **{one: getattr(real, one) for one in dir(real)} | {one: wired(one) for one in CALLS}
    )
    engine = DurableEngine(one_each("m"), fake)
    failing |= {name, "delete_state"}
    with pytest.raises(EngineFailed, match=r"delete_state, error code: 308 \(NODE_DISPATCHING"):
        engine.statuses({"m": Interval(1, 1)}, NOBODY)
    failing.clear()
    assert engine.statuses({"m": Interval(0, 0)}, NOBODY) == {"c-m": Status.UNMET}


def test_an_interrupt_while_compiling_leaves_no_engine() -> None:
    """And no crash: a session in which no action started isn't deleted before the first one was."""
    for trip in range(7):
        wire = Wire()
        wire.trip = trip
        with pytest.raises(Tripped):
            DurableEngine(TITLE, wire)
        gc.collect()
    assert DurableEngine(TITLE).statuses(facts(1), NOBODY) == ReferenceEngine(TITLE).statuses(
        facts(1), NOBODY
    )


def test_a_real_interrupt_is_raised_not_swallowed_and_decisions_go_on() -> None:
    code = """
        import signal, time
        from cnam_rules.engines.reference import ReferenceEngine
        from tests.engines.test_durable import DurableEngine, NOBODY, PASSES, facts
        engine, reference = DurableEngine(PASSES), ReferenceEngine(PASSES)
        interrupts = 0
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        number = 0
        while interrupts < 3000:
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.00005 + interrupts % 97 * 1e-6)
                while True:
                    number += 1
                    known = facts(number)
                    found = engine.statuses(known, NOBODY)
                    if found != reference.statuses(known, NOBODY):
                        raise SystemExit("wrong")
            except KeyboardInterrupt:
                interrupts += 1
        signal.setitimer(signal.ITIMER_REAL, 0)
        print("right")
    """
    assert said(code) == "right"


@pytest.mark.parametrize(
    ("posted", "started", "message"),
    [
        ((1, 1), None, "took no notice of the fact: EVENT_NOT_HANDLED"),
        ((77, 1), None, "took no notice of the fact: 77"),
        ((0, 1), [], r"fired the rules \[\] for 1"),
        ((0, 1), ["99"], "a rule that it wasn't given: '99'"),
        ((0, 1), ["00", "00"], r"fired the rules \['00', '00'\] for 1"),
        ((0, 1), ["00", "01"], r"fired the rules \['00', '01'\] for 1"),
    ],
)
def test_anything_but_one_rule_for_each_condition_is_an_error(
    posted: tuple[int, int], started: list[str] | None, message: str
) -> None:
    real = load_extension()
    engine = DurableEngine(one_each("m"))
    net = engine._nets[0]
    kept = net._assert_fact, net._first_action, net._next_action
    messages = iter([f'{{"{rule}":{{}}}}' for rule in started or ()])

    def post(handle: int, fact: str) -> tuple[int, int]:
        real.assert_fact(handle, fact)
        return posted

    def first(*_: object) -> tuple[str, str] | None:
        message = next(messages, None)
        return None if message is None else ("{}", message)

    net._assert_fact, net._first_action, net._next_action = post, first, lambda *_: next(messages, None)
    with pytest.raises(EngineFailed, match=message):
        engine.statuses({"m": Interval(1, 1)}, NOBODY)
    net._assert_fact, net._first_action, net._next_action = kept
    assert engine.statuses({"m": Interval(1, 1)}, NOBODY) == {"c-m": Status.MET}


def test_an_error_code_of_the_extension_is_named() -> None:
    engine = DurableEngine(one_each("m"))
    net = engine._nets[0]
    handle, net._handle = net._handle, 131_071
    with pytest.raises(EngineFailed, match=r"error code: 111 \(INVALID_HANDLE"):
        engine.statuses({"m": Interval(1, 1)}, NOBODY)
    net._handle = handle
    assert engine.statuses({"m": Interval(1, 1)}, NOBODY) == {"c-m": Status.MET}


def test_rules_that_the_extension_refuses_are_an_error_with_its_name() -> None:
    real = load_extension()

    def refuse(*_: object) -> int:
        return real.create_ruleset("r", '{"r":{"all":[{"m":{"$eq":{"x":[]}}}]}}')

    fake = SimpleNamespace(**{name: getattr(real, name) for name in dir(real)} | {"create_ruleset": refuse})
    with pytest.raises(EngineFailed, match=r"refused the rules: .*102 \(UNEXPECTED_TYPE"):
        DurableEngine(one_each("m"), fake)


def test_an_error_on_the_trial_fact_is_named() -> None:
    real = load_extension()

    def fail(*_: object) -> tuple[int, int]:
        raise real.error("Could not assert fact, error code: 303")

    fake = SimpleNamespace(**{name: getattr(real, name) for name in dir(real)} | {"assert_fact": fail})
    with pytest.raises(EngineFailed, match=r"303 \(MAX_STACK_SIZE"):
        DurableEngine(one_each("m"), fake)


def test_waived_conditions_and_unknown_ids() -> None:
    engine = DurableEngine(one_each("ab"))
    known = {"a": Interval(0, 0), "b": Interval(1, 1)}
    assert engine.statuses(known, frozenset({"c-a", "another"})) == {"c-a": Status.WAIVED, "c-b": Status.MET}


def test_a_program_without_conditions_or_without_measures() -> None:
    assert DurableEngine(Program(())).statuses({}, NOBODY) == {}
    program = Program((Condition("always", All(())), Condition("never", Not(All(())))))
    assert DurableEngine(program).statuses({}, NOBODY) == {"always": Status.MET, "never": Status.UNMET}


def test_rule_sets_are_freed_with_the_engine() -> None:
    """Handles are used again in turn: without freeing, these would take 131,071 of them up, and 5 GB."""
    real = load_extension()
    deleted: list[int] = []

    def delete(handle: int) -> None:
        real.delete_ruleset(handle)
        deleted.append(handle)

    fake = SimpleNamespace(**{name: getattr(real, name) for name in dir(real)} | {"delete_ruleset": delete})
    handles = []
    for _ in range(20):
        engine = DurableEngine(PASSES, fake)
        handles += [net._handle for net in engine._nets]
        del engine
        gc.collect()
    assert len(set(handles)) > len(PASSES.conditions)
    assert sorted(deleted) == sorted(handles)


# ------------------------------------------------------------------------------- threads, forks, memory


def test_eight_threads_at_once_get_their_own_answers() -> None:
    engine, reference = DurableEngine(PASSES), ReferenceEngine(PASSES)
    expected = [reference.statuses(facts(number), NOBODY) for number in range(64)]
    wrong: list[int] = []
    ready = threading.Barrier(8)

    def work(first: int) -> None:
        ready.wait()
        for step in range(500):
            number = (first * 7 + step) % 64
            if engine.statuses(facts(number), NOBODY) != expected[number]:
                wrong.append(number)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(first,)) for first in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not wrong


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_forked_while_another_thread_decides_gets_right_answers() -> None:
    code = """
        import os, sys, threading, warnings
        warnings.simplefilter("ignore")
        from cnam_rules.engines.reference import ReferenceEngine
        from tests.engines.test_durable import DurableEngine, NOBODY, PASSES, facts
        engine, reference = DurableEngine(PASSES), ReferenceEngine(PASSES)
        expected = [reference.statuses(facts(number), NOBODY) for number in range(64)]
        stop = threading.Event()
        sys.setswitchinterval(1e-5)
        def work():
            number = 0
            while not stop.is_set():
                number = (number + 1) % 64
                engine.statuses(facts(number), NOBODY)
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        bad = 0
        for _ in range(40):
            child = os.fork()
            if not child:
                right = all(engine.statuses(facts(n), NOBODY) == expected[n] for n in range(64))
                fresh = DurableEngine(PASSES).statuses(facts(5), NOBODY) == expected[5]
                os._exit(0 if right and fresh else 1)
            bad += os.waitpid(child, 0)[1] != 0
        stop.set()
        for thread in threads:
            thread.join()
        print(bad)
    """
    assert said(code) == "0"


def test_a_decision_inside_a_decision_is_an_error_not_a_deadlock() -> None:
    """As from a signal handler, at any call: the one that was interrupted goes on and is right."""
    wire, reference = Wire(), ReferenceEngine(TITLE)
    engine = DurableEngine(TITLE, wire)
    refused: list[str] = []

    def inside(*_: object) -> None:
        for again in (lambda: engine.statuses(facts(2), NOBODY), lambda: DurableEngine(TITLE)):
            try:
                again()
            except EngineFailed as error:
                refused.append(str(error))

    wire.calls = 0
    engine.statuses(facts(1), NOBODY)
    calls = wire.calls
    wire.instead = inside
    for trip in range(calls):
        wire.calls, wire.trip = 0, trip
        assert engine.statuses(facts(1), NOBODY) == reference.statuses(facts(1), NOBODY)
    wire.trip = -1
    assert len(refused) == 2 * calls
    assert all("in the middle of another" in message for message in refused)
    assert engine.statuses(facts(2), NOBODY) == reference.statuses(facts(2), NOBODY)


def test_a_decision_waits_for_that_of_another_thread() -> None:
    engine = DurableEngine(one_each("m"))
    found: list[Status] = []
    thread = threading.Thread(
        target=lambda: found.extend(engine.statuses({"m": Interval(1, 1)}, NOBODY).values())
    )
    with GUARD.lock:
        thread.start()
        thread.join(0.1)
        assert not found
    thread.join(10)
    assert found == [Status.MET]


def pickled(engine: DurableEngine) -> DurableEngine:
    copied = pickle.loads(pickle.dumps(engine))  # noqa: S301 - our own bytes
    assert isinstance(copied, DurableEngine)
    return copied


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_has_rule_sets_of_its_own(copied: Callable[[DurableEngine], DurableEngine]) -> None:
    """Handles are given out again once they are freed: one that kept them would decide with other rules."""
    engine = DurableEngine(one_each("m"))
    other = copied(engine)
    assert other.program == engine.program
    del engine
    gc.collect()
    kept = [DurableEngine(one_each("m", 2)) for _ in range(3)]
    assert other.statuses({"m": Interval(1, 1)}, NOBODY) == {"c-m": Status.MET}
    assert kept[0].statuses({"m": Interval(1, 1)}, NOBODY) == {"c-m": Status.UNMET}


MEMORY = """
    import os
    from pathlib import Path
    from tests.engines.test_durable import DurableEngine, NOBODY, {program}, facts
    def resident():
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    engine = DurableEngine({program})
    known = [facts(number) for number in range(256)]
    for number in range(5_000):
        engine.statuses(known[number % 256], NOBODY)
    before = resident()
    for number in range({decisions}):
        engine.statuses(known[number % 256], NOBODY)
    print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_memory_is_flat_over_100_000_decisions() -> None:
    assert int(said(MEMORY.format(program="TITLE", decisions=100_000))) < 5_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_memory_is_flat_over_decisions_of_three_passes() -> None:
    assert int(said(MEMORY.format(program="PASSES", decisions=20_000))) < 5_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_memory_is_flat_over_engines_made_and_dropped() -> None:
    code = MEMORY.format(program="TITLE", decisions=1).replace(
        "    print(", "    for _ in range(300):\n        DurableEngine(TITLE)\n    print("
    )
    assert int(said(code)) < 5_000_000
