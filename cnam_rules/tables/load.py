"""Reading decision tables: every fault at its place, then those of the rows taken together.

In a file::

    tables:
      prix:
        libelle: {fr: Prix de la formation, en: Price of the training}
        methode: une seule ligne
        entrees:
          financement: {libelle: {fr: …, en: …}, mots: {cpf: {fr: …, en: …}, employeur: {fr: …, en: …}}}
        sorties:
          prix: {libelle: {fr: …, en: …}, nature: euros}
        lignes:
          - {si: {financement: cpf}, alors: {prix: 6225 €}, source: {clause: Tarif, extrait: …}}
          - {si: {financement: employeur}, alors: {prix: 12450 €}, source: {clause: Tarif, extrait: …}}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from cnam_rules.decoding import Decoder, cut, suggest
from cnam_rules.documents import Node
from cnam_rules.facts import Text
from cnam_rules.language import Source
from cnam_rules.language.texts import CLAUSE_KEYS, needed, text_pair
from cnam_rules.tables.checks import table_faults
from cnam_rules.tables.kind import Kind, Match
from cnam_rules.tables.kinds import INPUTS, OUTPUTS, TEXT_KIND
from cnam_rules.tables.model import Input, Outcome, Output, Policy, Row, Table, Value
from cnam_rules.tables.words import Words

__all__ = [
    "COLUMN_KEYS", "KIND_KEYS", "MOST_COLUMNS", "MOST_ROWS", "NOT_SAID", "OTHERWISE_KEYS", "POLICIES",
    "QUESTIONS", "ROW_KEYS", "TABLE_KEYS", "read_source", "read_tables",
]  # fmt: skip

T = TypeVar("T")

TABLE_KEYS: Final[Mapping[str, bool]] = {
    "libelle": True,
    "methode": True,
    "entrees": True,
    "sorties": True,
    "lignes": True,
    "sinon": False,
    "remarque": False,
}
"""The keys of a table, and whether each is required."""
COLUMN_KEYS: Final = ("libelle",)
"""The keys of an input or an output beside the one that says what its values are, all required."""
KIND_KEYS: Final = ("mots", "nature")
"""The keys that say what the values of a column are: exactly one of them."""
ROW_KEYS: Final[Mapping[str, bool]] = {"si": True, "alors": True, "source": True}
"""The keys of a row, and whether each is required."""
OTHERWISE_KEYS: Final[Mapping[str, bool]] = {"alors": True, "source": True}
"""The keys of what is answered when no row is hit, and whether each is required."""
NOT_SAID: Final = "non dit"
"""The word for what the text doesn't say: the answer is unknown, and known to be."""
POLICIES: Final[Mapping[str, Policy]] = {policy.value: policy for policy in Policy}
"""The hit policies, by their words."""
QUESTIONS: Final = ("unites", "suites", "delai")
"""What a programme is asked beside its tables, which can't have these names."""
MOST_ROWS: Final = 200
"""The most rows of a table."""
MOST_COLUMNS: Final = 12
"""The most inputs of a table, and the most outputs."""

_NAME: Final = re.compile(r"[^\W\d]\w*")
_LONGEST_NAME: Final = 60


def read_tables(decoder: Decoder, node: Node | None) -> tuple[Table, ...]:
    """The tables of a file; faults go to the decoder.

    The rows of a table are checked together only when the table has no other fault.
    """
    tables = []
    for name, entry in decoder.pairs(node):
        before = len(decoder.faults)
        _check_name(decoder, entry, name)
        if name in QUESTIONS:
            decoder.fault(entry, "table-name-taken", found=name)
        place = (None, None) if node is None else node.keys.get(name, (entry.line, entry.column))
        table = _Reader(decoder, name, entry).table(*place)
        if len(decoder.faults) == before:
            decoder.faults.extend(table_faults(table, entry.path))
            tables.append(table)
    return tuple(tables)


def read_source(decoder: Decoder, node: Node | None) -> Source:
    """The words of the text that something comes from, both required."""
    source = decoder.mapping(node, CLAUSE_KEYS, required=CLAUSE_KEYS)
    return Source(decoder.text(source.get("clause")) or "", decoder.text(source.get("extrait")) or "")


def _check_name(decoder: Decoder, node: Node, name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        decoder.fault(node, "not-a-name", found=cut(name))


class _Reader:
    def __init__(self, decoder: Decoder, name: str, node: Node) -> None:
        self.decoder = decoder
        self.name = name
        self.node = node
        self.entries = decoder.mapping(node, TABLE_KEYS, required=needed(TABLE_KEYS))

    def table(self, line: int | None, column: int | None) -> Table:
        """The table, whose name stands at that place; whatever is at fault in it is left out."""
        entries, decoder = self.entries, self.decoder
        label = text_pair(decoder, entries["libelle"]) if "libelle" in entries else Text("", "")
        inputs = tuple(
            Input(name, label, kind)
            for name, label, kind in self._columns("entrees", INPUTS)
            if kind is not None
        )
        outputs = tuple(Output(*column) for column in self._columns("sorties", OUTPUTS, TEXT_KIND))
        return Table(
            name=self.name,
            libelle=label,
            policy=decoder.word(entries.get("methode"), POLICIES) or Policy.UNIQUE,
            inputs=inputs,
            outputs=outputs,
            rows=self._rows(inputs, outputs),
            otherwise=self._otherwise(outputs),
            remarque=text_pair(decoder, entries["remarque"]) if "remarque" in entries else None,
            file=self.node.file or decoder.file or "",
            line=line,
            column=column,
        )

    # ---------------------------------------------------------------------------------------- columns
    def _columns(
        self, key: str, kinds: Mapping[str, Kind], *more: str
    ) -> list[tuple[str, Text, Kind | None]]:
        decoder, node = self.decoder, self.entries.get(key)
        columns: list[tuple[str, Text, Kind | None]] = []
        for name, entry in decoder.pairs(node):
            _check_name(decoder, entry, name)
            entries = decoder.mapping(entry, (*COLUMN_KEYS, *KIND_KEYS), required=COLUMN_KEYS)
            label = text_pair(decoder, entries["libelle"]) if "libelle" in entries else Text("", "")
            said = [word for word in KIND_KEYS if word in entries]
            if len(said) != 1:
                decoder.fault(entry, "one-of", found=", ".join(entries), expected=", ".join(KIND_KEYS))
                continue
            if said == ["mots"]:
                columns.append((name, label, self._words(entries["mots"])))
            else:
                known: dict[str, Kind | None] = {**kinds, **dict.fromkeys(more)}
                columns.append((name, label, decoder.word(entries["nature"], known)))
        if node is not None and isinstance(node.value, dict) and not node.value:
            decoder.fault(node, "no-term")
        if len(columns) > MOST_COLUMNS and node is not None:
            decoder.fault(node, "too-many-entries", expected=str(MOST_COLUMNS))
        return columns

    def _words(self, node: Node) -> Words:
        words = {}
        for word, label in self.decoder.pairs(node):
            if word in ("inconnu", NOT_SAID) or not word.strip():
                self.decoder.fault(label, "reserved-in-tables", found=word)
            words[word] = text_pair(self.decoder, label)
        if isinstance(node.value, dict) and not words:
            self.decoder.fault(node, "no-term")
        return Words(words)

    # ------------------------------------------------------------------------------------------- rows
    def _rows(self, inputs: tuple[Input, ...], outputs: tuple[Output, ...]) -> tuple[Row, ...]:
        node = self.entries.get("lignes")
        nodes = self.decoder.entries(node)
        if node is not None and isinstance(node.value, tuple) and not nodes:
            self.decoder.fault(node, "no-term")
        if node is not None and len(nodes) > MOST_ROWS:
            self.decoder.fault(node, "too-many-entries", expected=str(MOST_ROWS))
            return ()
        return tuple(self._row(number, entry, inputs, outputs) for number, entry in enumerate(nodes, start=1))

    def _row(self, number: int, node: Node, inputs: tuple[Input, ...], outputs: tuple[Output, ...]) -> Row:
        entries = self.decoder.mapping(node, ROW_KEYS, required=needed(ROW_KEYS))
        cells = self._named(entries.get("si"), self._names("entrees"), "unknown-input")
        matches = []
        for known in inputs:
            found = known.kind.cell(self.decoder, cells[known.name]) if known.name in cells else None
            matches.append(found or Match(known.kind.domain, known.kind.domain))
        return Row(
            number=number,
            matches=tuple(matches),
            outcome=self._outcome(entries.get("alors"), outputs),
            source=read_source(self.decoder, entries["source"]) if "source" in entries else None,
            line=node.line,
            column=node.column,
        )

    def _names(self, key: str) -> tuple[str, ...]:
        """The names of the columns, those that are at fault included: naming one is no fault more."""
        node = self.entries.get(key)
        return tuple(node.value) if node is not None and isinstance(node.value, dict) else ()

    def _named(self, node: Node | None, names: tuple[str, ...], code: str) -> dict[str, Node]:
        """The cells of a row by the names of its columns; a name that no column has is a fault."""
        found = {}
        for name, entry in self.decoder.pairs(node):
            if name in names:
                found[name] = entry
            else:
                args = {"found": cut(name), "expected": ", ".join(names), "table": self.name}
                self.decoder.fault(entry, code, suggestion=suggest(name, names), **args)
        return found

    def _otherwise(self, outputs: tuple[Output, ...]) -> Row | None:
        node = self.entries.get("sinon")
        if node is None:
            return None
        if node.value == NOT_SAID:
            return Row(0, (), (None,) * len(outputs), None, node.line, node.column)
        entries = self.decoder.mapping(node, OTHERWISE_KEYS, required=needed(OTHERWISE_KEYS))
        return Row(
            number=0,
            matches=(),
            outcome=self._outcome(entries.get("alors"), outputs),
            source=read_source(self.decoder, entries["source"]) if "source" in entries else None,
            line=node.line,
            column=node.column,
        )

    def _outcome(self, node: Node | None, outputs: tuple[Output, ...]) -> Outcome:
        if node is None or node.value == NOT_SAID:
            return (None,) * len(outputs)
        names = self._names("sorties")
        entries = self._named(node, names, "unknown-output")
        for name in names:
            if name not in entries:
                self.decoder.fault(node, "output-missing", found=name)
        return tuple(self._value(known, entries.get(known.name)) for known in outputs)

    def _value(self, known: Output, node: Node | None) -> Value | None:
        if node is None or node.value == NOT_SAID:
            return None
        return text_pair(self.decoder, node) if known.kind is None else known.kind.value(self.decoder, node)
