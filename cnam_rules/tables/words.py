"""Columns of words, and of yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node
from cnam_rules.facts import Text
from cnam_rules.tables.kind import Given, Match, Misgiven, exactly
from cnam_rules.tables.sets import Values

if TYPE_CHECKING:
    from cnam_rules.speech import Speech

__all__ = ["Words", "YesNo"]


@frozen
class Words:
    """A word among those that the table declares, in their order; `plain` is the word."""

    words: Mapping[str, Text]
    name: str = "mots"

    @property
    def domain(self) -> Values:
        """The places of the words."""
        return Values.of((0, len(self.words) - 1))

    @property
    def example(self) -> str:
        """The words."""
        return ", ".join(self.words)

    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """A word, or a list of words."""
        if not isinstance(node.value, tuple):
            place = self.value(decoder, node)
            return None if place is None else exactly(place)
        places = [self.value(decoder, entry) for entry in node.value]
        if not places:
            decoder.fault(node, "no-term")
        for index, entry in enumerate(node.value):
            if places[index] is not None and places[index] in places[:index]:
                decoder.fault(entry, "listed-twice")
        known = Values.of(*((place, place) for place in places if place is not None))
        return Match(known, known)

    def value(self, decoder: Decoder, node: Node) -> int | None:
        """A word; a number stands for its own digits."""
        places = self._places()
        if isinstance(node.value, (int, Decimal)) and not isinstance(node.value, bool) and node.raw in places:
            return places[node.raw]
        return decoder.word(node, places)

    def given(self, value: Given) -> int:
        """A word; a number stands for its own digits."""
        places = self._places()
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or value not in places:
            raise Misgiven("unknown-word", ", ".join(places), suggest(str(value), places))
        return places[value]

    def said(self, number: int, speech: Speech) -> str:
        """What the word stands for."""
        return list(self.words.values())[number].said(speech.lang)

    def said_all(self, values: Values, speech: Speech) -> str:
        """What the words stand for."""
        return speech.either(
            [self.said(place, speech) for place in range(len(self.words)) if place in values]
        )

    def plain(self, number: int) -> str:
        """The word."""
        return list(self.words)[number]

    written = plain


@frozen
class YesNo:
    """Yes or no; `plain` is a bool."""

    name: str = "oui_non"

    @property
    def domain(self) -> Values:
        """No, then yes."""
        return Values.of((0, 1))

    @property
    def example(self) -> str:
        """Both words."""
        return "oui, non"

    def cell(self, decoder: Decoder, node: Node) -> Match | None:
        """`oui` or `non`."""
        value = self.value(decoder, node)
        return None if value is None else exactly(value)

    def value(self, decoder: Decoder, node: Node) -> int | None:
        """`oui` or `non`, true or false."""
        if isinstance(node.value, bool):
            return int(node.value)
        return decoder.word(node, {"non": 0, "oui": 1})

    def given(self, value: Given) -> int:
        """A bool, or the word."""
        if isinstance(value, bool):
            return int(value)
        if value in ("oui", "non"):
            return int(value == "oui")
        raise Misgiven("unknown-word", "oui, non", suggest(str(value), ("oui", "non")))

    def said(self, number: int, speech: Speech) -> str:
        """Yes or no."""
        return speech.say(f"answers.{'oui' if number else 'non'}")

    def said_all(self, values: Values, speech: Speech) -> str:
        """Yes, no, or either."""
        return speech.either([self.said(number, speech) for number in (1, 0) if number in values])

    def plain(self, number: int) -> bool:
        """A bool."""
        return bool(number)

    def written(self, number: int) -> str:
        """`oui` or `non`."""
        return "oui" if number else "non"
