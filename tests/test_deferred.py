"""Values that are worked out when they are first asked for."""

from __future__ import annotations

import copy
import pickle
from threading import Barrier, Thread

from cnam_rules.deferred import Deferred


def test_it_is_worked_out_once_and_only_when_asked_for() -> None:
    calls: list[int] = []

    def make() -> int:
        calls.append(1)
        return len(calls)

    deferred = Deferred(make)
    assert calls == []
    assert (deferred.get(), deferred.get()) == (1, 1)
    assert calls == [1]


def test_none_is_a_value_like_another() -> None:
    calls: list[int] = []
    deferred = Deferred(lambda: calls.append(1))
    assert deferred.get() is None
    assert deferred.get() is None
    assert calls == [1]


def test_it_stands_for_its_value() -> None:
    one, other = Deferred(lambda: (1, 2)), Deferred.of((1, 2))
    assert one == other
    assert hash(one) == hash(other) == hash((1, 2))
    assert one != Deferred.of((1, 3))
    assert one != (1, 2)
    assert repr(one) == "Deferred.of((1, 2))"
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - what was pickled just before
    assert copy.copy(one) == copy.deepcopy(one) == one


def test_a_failure_is_told_each_time_it_is_asked_for() -> None:
    answers = [ZeroDivisionError, None]

    def make() -> int:
        error = answers.pop(0)
        if error is not None:
            raise error
        return 3

    deferred = Deferred(make)
    try:
        deferred.get()
    except ZeroDivisionError:
        pass
    else:
        raise AssertionError
    assert deferred.get() == 3


def test_threads_that_ask_at_once_get_the_same_value() -> None:
    for _ in range(50):
        barrier, found = Barrier(8), []
        deferred = Deferred(lambda: (1, 2, 3))

        def ask(deferred: Deferred[tuple[int, ...]] = deferred, barrier: Barrier = barrier) -> None:
            barrier.wait()
            found.append(deferred.get())  # noqa: B023 - the threads end before the list is another

        threads = [Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [(1, 2, 3)] * 8
