"""`situation`: whether the candidate's situation is one of some words.

In a rule file, whose `situations` says which names and which words there are:

    formation_continue:
      libelle: {fr: …, en: …}
      situation: voie                # a name of `situations`
      parmi: [formation-continue]    # words of that name

In a `si`, it makes a rule that depends on the route or on the point of entry. What a dossier doesn't say is
asked for: the answers are the words of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from cnam_rules.decoding import suggest
from cnam_rules.deferred import Deferred
from cnam_rules.dossier.model import Dossier
from cnam_rules.facts import Fact, Piece, Shortfall, Text
from cnam_rules.forms import TEXT, WORD, items, reads
from cnam_rules.kernel import Compare
from cnam_rules.measures.base import Context, Conventions, Option, OptionsClash, Vocabulary
from cnam_rules.units import Unit

if TYPE_CHECKING:
    from cnam_rules.decoding import Decoder
    from cnam_rules.documents import Node
    from cnam_rules.speech import Speech

__all__ = ["SituationEvidence", "SituationParmi"]


@reads(WORD)
def _vocabulary(decoder: Decoder, node: Node, context: Context) -> Vocabulary | None:
    if not context.situations:
        decoder.fault(node, "no-situations")
        return None
    return decoder.word(node, context.situations)


@reads(items(TEXT, least=1))
def _words(decoder: Decoder, node: Node, _: Context) -> tuple[str, ...] | None:
    """Some words, one at least; whether they are of the vocabulary is seen once both are known."""
    if node.value == ():
        decoder.fault(node, "no-term")
    words = tuple(word for entry in decoder.entries(node) if (word := decoder.text(entry)))
    if len(set(words)) != len(words):
        decoder.fault(node, "listed-twice", found=", ".join(sorted({w for w in words if words.count(w) > 1})))
    return words


def _say_vocabulary(vocabulary: Vocabulary, speech: Speech) -> str:
    return vocabulary.libelle.said(speech.lang)


@frozen
class SituationEvidence:
    """What a situation rests on: the word that the dossier has under a name.

    Attributes:
        name: the name (`voie`).
        libelle: what it is, for people.
        word: the word that the dossier has; None when it has none.
        words: the words that there are, in the vocabulary's order.
        labels: what each of them is, for people.
        parmi: the words that are asked for.
    """

    kind: ClassVar[str] = "situation"

    name: str
    libelle: Text
    word: str | None
    words: tuple[str, ...]
    labels: tuple[Text, ...]
    parmi: tuple[str, ...]

    def bounds(self) -> tuple[int, int | None]:
        """1 when the word is one of those asked for, 0 when it isn't; see `Evidence.bounds`."""
        return _ends(self.word, self.parmi, self.words)

    def pieces(self) -> Sequence[Piece]:
        """The word, when the dossier has none; see `Evidence.pieces`."""
        if self.word is not None:
            return []
        args = [("libelle_fr", self.libelle.fr), ("libelle_en", self.libelle.en)]
        for word, label in zip(self.words, self.labels, strict=True):
            args += [(f"answer:{word}_fr", label.fr), (f"answer:{word}_en", label.en)]
        return [Piece(f"$.situation.{self.name}", "situation", tuple(args), self.words)]

    def shortfall(self, fact: Fact, compare: Compare) -> Shortfall | None:
        """The situation asked for, when it isn't surely that one; see `Evidence.shortfall`."""
        bound, negated = compare.threshold
        if negated:
            below = fact.most is not None and fact.most < bound
            return None if below else Shortfall(fact.measure, Unit.OUI_NON, None)
        if fact.least >= bound:
            return None
        return Shortfall(fact.measure, Unit.OUI_NON, bound - fact.least, self.parmi)

    def remedy(self, shortfall: Shortfall, name: str, speech: Speech) -> str:
        """Which situation is asked for; see `Evidence.remedy`."""
        words = speech.either([self._said(word, speech) for word in shortfall.items])
        return speech.say("todo.situation", name=name, words=words)

    def lines_of(self, speech: Speech) -> list[str]:
        """The situation, or that it isn't known; see `Evidence.lines_of`."""
        label = self.libelle.said(speech.lang)
        if self.word is None:
            return [speech.say("situation.unknown", label=label)]
        return [speech.say("situation.known", label=label, word=self._said(self.word, speech))]

    def _said(self, word: str, speech: Speech) -> str:
        labels = dict(zip(self.words, self.labels, strict=True))
        return labels[word].said(speech.lang) if word in labels else word


@frozen
class SituationParmi:
    """Whether the situation under a name is one of some words: 1 for yes, 0 for no.

    Attributes:
        situation: the name, with its words.
        parmi: the words that are asked for.
        conventions: not used: a situation is a word.

    Raises:
        OptionsClash: a word isn't one of the name's.

    >>> words = (("initiale", Text("initiale", "initial")), ("continue", Text("continue", "continuing")))
    >>> voie = Vocabulary("voie", Text("voie", "route"), words)
    >>> measure = SituationParmi(voie, ("continue",), Conventions())
    >>> dossier = Dossier("D-1", "RNCP36625", situation={"voie": "continue"})
    >>> fact = measure.fact("m", dossier, date(2025, 11, 3))
    >>> fact.least, fact.most
    (1, 1)
    """

    KEY: ClassVar[str] = "situation"
    UNIT: ClassVar[Unit] = Unit.OUI_NON
    OPTIONS: ClassVar[Mapping[str, Option]] = {
        "situation": Option(_vocabulary, required=True, say=_say_vocabulary),
        "parmi": Option(_words, required=True),
    }

    situation: Vocabulary
    parmi: tuple[str, ...]
    conventions: Conventions
    _words: tuple[str, ...] = field(init=False, eq=False, repr=False)

    @_words.default
    def _of_the_name(self) -> tuple[str, ...]:
        known = tuple(word for word, _ in self.situation.words)
        for word in self.parmi:
            if word not in known:
                near = suggest(word, known)
                meant = {} if near is None else {"suggestion": near}
                raise OptionsClash("parmi", "unknown-word", found=word, expected=", ".join(known), **meant)
        return known

    @classmethod
    def conventions_read(cls, _options: Mapping[str, object], /) -> frozenset[str]:
        """None; see `Measure.conventions_read`."""
        return frozenset()

    def fact(self, name: str, dossier: Dossier, as_of: date) -> Fact:  # noqa: ARG002  # a situation has no date
        """Measure a dossier; see `Measure.fact`."""
        word = dossier.situation.get(self.situation.name)
        evidence = Deferred(partial(self._evidence, word))
        return Fact(name, Unit.OUI_NON, *_ends(word, self.parmi, self._words), evidence)

    def _evidence(self, word: str | None) -> SituationEvidence:
        vocabulary = self.situation
        labels = tuple(label for _, label in vocabulary.words)
        return SituationEvidence(vocabulary.name, vocabulary.libelle, word, self._words, labels, self.parmi)


def _ends(word: str | None, parmi: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
    """Whether a word is one of some, at least and at most; all of the vocabulary leaves nothing to ask."""
    if word is None:
        return int(set(words) <= set(parmi)), 1
    return int(word in parmi), int(word in parmi)
