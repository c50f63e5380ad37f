"""A value that is worked out when it is first asked for: only those who ask pay for an explanation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Deferred"]

T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


class Deferred(Generic[T_co]):
    """A value, or the function that gives it.

    It stands for its value: two are equal when their values are, and pickling stores the value. The function
    must be pure, so that it doesn't matter when it is called, nor whether two threads call it at once.

    >>> Deferred(lambda: 2) == Deferred.of(2)
    True
    """

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], T_co]) -> None:
        self._make: Callable[[], T_co] | None = make

    @staticmethod
    def of(value: U) -> Deferred[U]:
        """A value already worked out."""
        deferred = Deferred(lambda: value)
        deferred.get()
        return deferred

    def get(self) -> T_co:
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

    def __reduce__(self) -> tuple[Callable[[T_co], Deferred[T_co]], tuple[T_co]]:
        return (Deferred.of, (self.get(),))
