"""What a kind of measure is: its YAML form, how it is measured, its evidence. Each kind is one module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeAlias, TypeVar

from attrs import field, frozen

from cnam_rules.decoding import Decoder
from cnam_rules.documents import Node
from cnam_rules.dossier.model import Dossier
from cnam_rules.durations import Months, PartTime, StageCounting
from cnam_rules.facts import Fact, Text
from cnam_rules.forms import YES_NO, Form, any_of, items, reads, words
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = [
    "CONVENTIONS",
    "Chevauchement",
    "Context",
    "Conventions",
    "Measure",
    "Option",
    "OptionsClash",
    "Reader",
    "Sayer",
    "Vocabulary",
    "one_of",
    "one_or_more",
    "say_yes_or_no",
    "some_of",
    "yes_no_or_either",
    "yes_or_no",
]


class Chevauchement(Enum):
    """How days that lie in two spells count."""

    UNE_FOIS = "une-fois"
    """Once."""


T = TypeVar("T")


@frozen
class Conventions:
    """How durations are counted in a rule set; a verdict prints them."""

    mois: Months = Months.QUANTIEME
    chevauchement: Chevauchement = Chevauchement.UNE_FOIS
    temps_partiel: PartTime = PartTime.CALENDAIRE
    stage: StageCounting = StageCounting.CALENDAIRE


CONVENTIONS: Final[Mapping[str, type[Enum]]] = {
    "mois": Months,
    "chevauchement": Chevauchement,
    "temps_partiel": PartTime,
    "stage": StageCounting,
}
"""The conventions by the names that rule files use, each with its vocabulary."""


@frozen
class Vocabulary:
    """The words that a rule file has for one part of a candidate's situation.

    Attributes:
        name: the name under which a dossier says it (`voie`).
        libelle: what it is, for people.
        words: each word with what it means, for people.
    """

    name: str
    libelle: Text
    words: tuple[tuple[str, Text], ...]

    def __str__(self) -> str:
        return self.name


@frozen
class Context:
    """What a measure's options may refer to.

    Attributes:
        groups: the programme's groups of units, by name, as codes.
        codes: every code of the programme.
        ects: the credits of the units whose credits the programme says, by code.
        situations: the words for candidates' situations, by name.
    """

    groups: Mapping[str, tuple[str, ...]]
    codes: tuple[str, ...]
    ects: Mapping[str, Fraction] = field(factory=dict)
    situations: Mapping[str, Vocabulary] = field(factory=dict)


class OptionsClash(ValueError):
    """Options that are each well formed and don't go together.

    Attributes:
        option: the option to correct.
        code: the fault, a key of the message catalogue.
        args_said: what its sentence mentions.
    """

    def __init__(self, option: str, code: str, **args: str) -> None:
        self.option = option
        self.code = code
        self.args_said = args
        super().__init__(option, code, args)


Reader: TypeAlias = Callable[[Decoder, Node, Context], Any]
"""Reads an option's value from its node: any type, as each option has its own; faults go to the decoder.

What it accepts it says with `cnam_rules.forms.reads`, so that editors know it too.
"""

Sayer: TypeAlias = "Callable[[Any, Speech], str]"
"""Says an option's value to people, as `Reader` gave it."""


@frozen
class Option:
    """An option of a kind of measure.

    Attributes:
        read: reads its value.
        default: its value when it is not given; options that have none are required.
        required: whether it must be given.
        unit: the unit of a value that is a whole number, to say it in.
        say: says its value to people, None included; empty where there is nothing to say. Not needed where
            the value's type tells how: words, codes, yes and no.
        needs: the option that must be given where this one is.
        excludes: the option that can't be given where this one is.
    """

    read: Reader
    default: object = None
    required: bool = False
    unit: Unit | None = None
    say: Sayer | None = None
    needs: str | None = None
    excludes: str | None = None


class Measure(Protocol):
    """A measure whose options are all chosen."""

    KEY: ClassVar[str]
    """The key that names the kind in a rule file; it holds the measure's main option."""
    OPTIONS: ClassVar[Mapping[str, Option]]
    """Every option by name, the main one included."""
    UNIT: ClassVar[Unit]
    """The unit of its numbers."""

    def __init__(self, *, conventions: Conventions, **options: Any) -> None:
        """A kind is built from its options by name, and the conventions of the rule set.

        Raises:
            OptionsClash: the options don't go together.
        """

    @classmethod
    def conventions_read(cls, options: Mapping[str, Any], /) -> frozenset[str]:
        """The names of the conventions that a measure with these options depends on."""

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:
        """Measure a dossier.

        Args:
            name: the measure's name in the rule set.
            dossier: what the school knows.
            as_of: the day of the decision; nothing after it counts.
        """


@reads(YES_NO)
def yes_or_no(decoder: Decoder, node: Node, _: Context) -> bool | None:
    """Read `oui` or `non`."""
    if isinstance(node.value, bool):
        return node.value
    return decoder.word(node, {"oui": True, "non": False})


def say_yes_or_no(value: bool, speech: Speech) -> str:
    """Say it, the default included."""
    return speech.say(f"answers.{'oui' if value else 'non'}")


@reads(words(("oui", "non", "indifferent"), True, False))
def yes_no_or_either(decoder: Decoder, node: Node, _: Context) -> bool | None:
    """Read `oui`, `non` or `indifferent`, which is None."""
    if isinstance(node.value, bool):
        return node.value
    return decoder.word(node, {"oui": True, "non": False, "indifferent": None})


def one_of(known: Mapping[str, object]) -> Reader:
    """A reader of one word of a closed list, which gives what it stands for."""

    @reads(words(known))
    def read(decoder: Decoder, node: Node, _: Context) -> object:
        return decoder.word(node, known)

    return read


def some_of(known: Iterable[str], *every: str) -> Form:
    """The form of what `one_or_more` reads; `every` are the words that stand for several."""
    return any_of(words(every), items(words(known), least=1))


def one_or_more(decoder: Decoder, node: Node, words: Mapping[str, T], *, every: str) -> frozenset[T] | None:
    """Read a list of words, one at least, or the word that stands for all of them, which gives None."""
    if isinstance(node.value, str):
        return decoder.word(node, {every: None})
    if node.value == ():
        decoder.fault(node, "no-term")
    return frozenset(word for entry in decoder.entries(node) if (word := decoder.word(entry, words)))
