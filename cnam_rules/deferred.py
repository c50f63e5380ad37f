"""A value that is worked out when it is first asked for: explanations cost nothing to those who only
decide.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Deferred"]

T = TypeVar("T", covariant=True)
U = TypeVar("U")


class Deferred(Generic[T]):
    """A value, or the function that gives it.

    It stands for its value: two are equal when their values are, and pickling stores the value. The function
    must be pure, so that it doesn't matter when it is called, nor whether two threads call it at once.

    >>> Deferred(lambda: 2) == Deferred.of(2)
    True
    """

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make

    @staticmethod
    def of(value: U) -> Deferred[U]:
        """A value already worked out."""
        deferred = Deferred(lambda: value)
        deferred.get()
        return deferred

    def get(self) -> T:
        """The value."""
        make = self._make
        if make is not None:
            self._value = (
                make()
            )  # set before _make is cleared: another thread sees either none of it or all of it
            self._make = None
        return self._value

    def __eq__(self, other: object) -> bool:
        return self.get() == other.get() if isinstance(other, Deferred) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.get())

    def __repr__(self) -> str:
        return f"Deferred.of({self.get()!r})"

    def __reduce__(self) -> tuple[Callable[[T], Deferred[T]], tuple[T]]:
        return (Deferred.of, (self.get(),))
