"""Reading a rule file: strict, with every fault at once and each at its line and column.

The order matters only inside: readings are noted first, then measures (which give the units), then
conditions. A reading is read where it is used, for each of its choices, so a choice that doesn't fit the
place is a fault of the file and not of a day in June. What a file extends is put under it before anything is
read (see `cnam_rules.language.extending`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import partial
from itertools import product
from typing import Any, Final, TypeVar

from attrs import evolve

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node
from cnam_rules.facts import Text
from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language.clauses import FAILED, ClauseReader, yes_or_no
from cnam_rules.language.constat import read_constat
from cnam_rules.language.examples import decode_examples
from cnam_rules.language.expressions import (
    Lecture,
)
from cnam_rules.language.extending import extended, told_with_chain
from cnam_rules.language.fiche import Fiche
from cnam_rules.language.model import (
    Condition,
    InForce,
    MeasureDef,
    Modele,
    RuleSet,
    Source,
)
from cnam_rules.language.readings import ReadingsReader
from cnam_rules.language.rulefile import RuleFile
from cnam_rules.language.situations import read_situations
from cnam_rules.language.texts import CLAUSE_KEYS, canonical_hash, needed, source_text, text_pair
from cnam_rules.language.used import Origin, RuleSetExtended
from cnam_rules.language.valeurs import KINDS_OF_VALUES, ValeursReader
from cnam_rules.measures import CONVENTIONS, KINDS, Context, Conventions, Measure, Option, OptionsClash

__all__ = [
    "CONDITION_KEYS",
    "IN_FORCE_KEYS",
    "KEYS",
    "LONGEST_ID",
    "MODEL_REQUIRED",
    "NOT_IN_A_MODEL",
    "REQUIRED",
    "UNKNOWN_DAY",
    "decode_rule_file",
    "decode_ruleset",
    "decode_with_tree",
]

T = TypeVar("T")

KEYS: Final = (
    "jeu",
    "modele",
    "etend",
    "programme",
    "fiche",
    "version",
    "en_vigueur",
    "intitule",
    "texte",
    "constat",
    "reconstitution",
    "conventions",
    "situations",
    "mesures",
    "parametres",
    "decisions",
    "conditions",
    "retire",
    "lectures",
    "dossier_type",
    "exemples",
)
_DECIDING_NOTHING: Final = ("modele", "etend", "retire", "dossier_type", "exemples")
"""Keys that the hash leaves out: what `etend` and `retire` do shows in the whole that is hashed."""
REQUIRED: Final = (
    "jeu", "programme", "fiche", "version", "en_vigueur", "intitule", "texte", "mesures", "conditions",
)  # fmt: skip
MODEL_REQUIRED: Final = ("jeu", "version")
NOT_IN_A_MODEL: Final = ("dossier_type", "exemples")
CONDITION_KEYS: Final[Mapping[str, bool]] = {
    "id": True,
    "libelle": True,
    "source": True,
    "si": False,
    "exige": True,
}
"""The keys of a condition, and whether each is required; a model's conditions need their `id` alone."""
LONGEST_ID: Final = 60
"""The most characters in the id of a condition."""
IN_FORCE_KEYS: Final[Mapping[str, bool]] = {"du": True, "au": False}
UNKNOWN_DAY: Final = "inconnu"
"""What `du` says when no text tells since when the rules are in force."""


def decode_ruleset(
    text: str, *, file: str, fiches: Mapping[str, Fiche], others: Sequence[RuleFile] = ()
) -> RuleSet:
    """Read a rule set.

    Args:
        text: the file's text, YAML 1.2.
        file: its name, for faults and for the verdicts.
        fiches: the programmes that are known, by id.
        others: the rule files that it, or what it extends, may extend.

    Raises:
        RuleSetError: with every fault of the file, and of what it inherits; or it is a model.
    """
    read = decode_rule_file(RuleFile(text, file), fiches=fiches, others=others)
    if isinstance(read, Modele):
        name = f"{read.id}@{read.version}"
        raise RuleSetError([Fault("$.modele", "only-a-model", {"found": name}, file=file)])
    return read


def decode_rule_file(
    rule_file: RuleFile, *, fiches: Mapping[str, Fiche], others: Sequence[RuleFile] = ()
) -> RuleSet | Modele:
    """Read a rule set or a model; see `decode_ruleset`.

    Raises:
        RuleSetError: with every fault of the file, and of what it inherits.
    """
    return decode_with_tree(rule_file, fiches=fiches, others=others)[0]


def decode_with_tree(
    rule_file: RuleFile, *, fiches: Mapping[str, Fiche], others: Sequence[RuleFile] = ()
) -> tuple[RuleSet | Modele, Node]:
    """Read a rule set or a model, with the tree that it was read from: what it extends is put under it.

    Raises:
        RuleSetError: with every fault of the file, and of what it inherits.
    """
    decoder = Decoder(file=rule_file.file, faults=rule_file.faults)
    if rule_file.root is None:
        raise RuleSetError(decoder.faults)
    whole = extended(rule_file, others, decoder)
    if whole.root is None:
        raise RuleSetError(told_with_chain(decoder.faults, whole.chain))
    try:
        return _Loader(whole.root, decoder, whole.chain, fiches).read(), whole.root
    except RuleSetError as error:
        raise RuleSetError(told_with_chain(error.faults, whole.chain)) from None


class _Loader:
    """Reads one file; the readings under way are kept to find those that go round in circles."""

    def __init__(
        self, root: Node, decoder: Decoder, chain: Sequence[RuleFile], fiches: Mapping[str, Fiche]
    ) -> None:
        self.decoder = decoder
        self._root = root
        self._chain = chain
        self._file = chain[0].file
        self._fiches = fiches
        model = root.value.get("modele") if isinstance(root.value, dict) else None
        self._is_model = model is not None and yes_or_no(decoder, model)
        keys = tuple(key for key in KEYS if not self._is_model or key not in NOT_IN_A_MODEL)
        required = MODEL_REQUIRED if self._is_model else REQUIRED
        self._entries = decoder.mapping(root, keys, required)
        self._readings = ReadingsReader(decoder, self._file)
        self._measures: dict[str, MeasureDef | None] = {}  # None for one that is at fault already
        self._values = ValeursReader(decoder, self._readings, self._file)
        self._clauses = ClauseReader(decoder, self._readings, self._measures, self._values)

    def read(self) -> RuleSet | Modele:
        """The rule set or the model, once the whole file is read.

        Raises:
            RuleSetError: with every fault.
        """
        entries, decoder = self._entries, self.decoder
        fiche = self._fiche()
        programme = decoder.text(entries.get("programme")) or ""
        if fiche is not None and programme and fiche.programme != programme:
            decoder.fault(entries["programme"], "other-programme", expected=fiche.programme)
        for name, node in decoder.pairs(entries.get("lectures")):
            self._readings.note(name, node)
        conventions = self._conventions()
        situations = read_situations(decoder, entries.get("situations"))
        context = Context(fiche.groups, fiche.codes, fiche.ects, situations) if fiche else None
        for name, node in decoder.pairs(entries.get("mesures")):
            self._measure(name, node, context)
        for kind, key in KINDS_OF_VALUES.items():
            for name, node in decoder.pairs(entries.get(key)):
                self._values.note(kind, name, node)
        conditions = self._conditions()
        if decoder.faults or self._is_model:
            self._values.read_rest()
        if not decoder.faults and not self._is_model:
            # Beside another fault a reading may seem unused because the place that uses it is at fault.
            for kind, key in KINDS_OF_VALUES.items():
                self._left_out(key, [*self._values.unused(kind)], "unused-value")
            self._left_out("lectures", self._unused_readings(), "unused-reading")
        source = source_text(decoder, entries.get("texte"))
        in_force = self._in_force()
        intitule = text_pair(decoder, entries["intitule"]) if "intitule" in entries else None
        constat = read_constat(decoder, entries.get("constat"))
        reconstitution = (
            text_pair(decoder, entries["reconstitution"]) if "reconstitution" in entries else None
        )
        ids = tuple(condition.id for condition in conditions) if "conditions" in entries else None
        codes = fiche.codes if fiche else None
        examples = decode_examples(
            decoder,
            entries,
            programme=programme,
            codes=codes,
            conditions=ids,
            choices=self._readings.choices,
            situations=situations,
        )
        ruleset_id, version = decoder.text(entries.get("jeu")), decoder.text(entries.get("version"))
        if self._is_model and not decoder.faults and ruleset_id and version:
            return Modele(
                ruleset_id, version, self._file, ids or (), tuple(self._readings.known), self._etend()
            )
        if decoder.faults or not (fiche and in_force and intitule and ruleset_id and version):
            raise RuleSetError(sorted(decoder.faults, key=self._by_place))
        return RuleSet(
            id=ruleset_id,
            programme=programme,
            version=version,
            intitule=intitule,
            in_force=in_force,
            source=source,
            conventions=conventions,
            measures={name: m for name, m in self._measures.items() if m} | self._values.seuils,
            conditions=conditions,
            readings=self._readings.known,
            examples=examples,
            fiche=fiche,
            sha256=canonical_hash(self._root, without=_DECIDING_NOTHING, fiche=fiche.sha256),
            file=self._file,
            etend=self._etend(),
            valeurs=tuple(value for value in self._values.read.values() if value is not None),
            constat=constat,
            reconstitution=reconstitution,
            situations=situations,
        )

    def _etend(self) -> tuple[RuleSetExtended, ...]:
        """What the file extends, nearest first; each with the text it writes down or inherits."""
        texts = [
            link.root.value.get("texte") if link.root and isinstance(link.root.value, dict) else None
            for link in self._chain
        ]
        return tuple(
            RuleSetExtended(
                link.id,
                link.version,
                link.file,
                source_text(Decoder(), next((text for text in texts[index:] if text), None)),
            )
            for index, link in enumerate(self._chain)
            if index
        )

    def _by_place(self, fault: Fault) -> tuple[bool, str, int, int]:
        """The faults of the file itself first, then those of what it inherits."""
        return (fault.file != self._file, fault.file or "", fault.line or 0, fault.column or 0)

    def _fiche(self) -> Fiche | None:
        node = self._entries.get("fiche")
        return self.decoder.word(node, self._fiches)

    def _in_force(self) -> InForce | None:
        entries = self.decoder.mapping(
            self._entries.get("en_vigueur"), IN_FORCE_KEYS, required=needed(IN_FORCE_KEYS)
        )
        unknown = "du" in entries and entries["du"].value == UNKNOWN_DAY
        du = None if unknown else self.decoder.date(entries.get("du"))
        au = self.decoder.date(entries.get("au"))
        if du and au and au < du:
            self.decoder.fault(entries["au"], "end-before-start", expected=du.isoformat())
        return InForce(du, au) if du or unknown else None

    def _unused_readings(self) -> list[tuple[str, Node]]:
        """The readings that nothing uses; the rule set is read without them."""
        pairs = self.decoder.pairs(self._entries.get("lectures"))
        unused = [(name, node) for name, node in pairs if name not in self._readings.used]
        for name, _ in unused:
            self._readings.forget(name)
        return unused

    def _left_out(self, key: str, unused: Sequence[tuple[str, Node]], code: str) -> None:
        """Refuse the parts that nothing uses; those that are inherited as they were are left out."""
        for name, node in unused:
            if node.file == self._file:
                self.decoder.fault(node, code, found=name)
        part, names = self._entries.get(key), {name for name, _ in unused}
        if names and part is not None and isinstance(part.value, dict):
            kept = {name: node for name, node in part.value.items() if name not in names}
            rest = {key: evolve(part, value=kept)} if kept else {}
            self._entries = {name: node for name, node in self._entries.items() if name != key} | rest
            self._root = evolve(self._root, value=dict(self._entries))

    def _conventions(self) -> dict[str, Enum | Lecture[Enum]]:
        given = self.decoder.mapping(self._entries.get("conventions"), tuple(CONVENTIONS))
        conventions: dict[str, Enum | Lecture[Enum]] = {}
        usual = Conventions()
        for name, vocabulary in CONVENTIONS.items():
            words = {word.value: word for word in vocabulary}
            value: Enum | Lecture[Enum] | None = None
            if name in given:
                value = self._readings.or_value(given[name], "valeur", partial(_word, self.decoder, words))
            conventions[name] = getattr(usual, name) if value is None else value
        return conventions

    def _measure(self, name: str, node: Node, context: Context | None) -> None:
        keys = [key for key in (node.value if isinstance(node.value, dict) else ()) if key in KINDS]
        if not keys and isinstance(node.value, dict):
            for key, item in node.value.items():
                if key != "libelle" and suggest(key, KINDS):
                    self.decoder.unknown_key(node, key, item, (*KINDS, "libelle"))
                    self._measures[name] = None
                    return
        if len(keys) != 1:
            found = ", ".join(node.value) if isinstance(node.value, dict) else None
            self.decoder.fault(
                node, "one-of", expected=", ".join(KINDS), **({"found": found} if found else {})
            )
            self._measures[name] = None
            return
        kind = KINDS[keys[0]]
        required = [option for option, spec in kind.OPTIONS.items() if spec.required]
        entries = self.decoder.mapping(node, ("libelle", *kind.OPTIONS), required=("libelle", *required))
        options: dict[str, Any] = {}
        faults = len(self.decoder.faults)
        for option, spec in kind.OPTIONS.items():
            options[option] = spec.default
            if option in entries and context is not None:
                read = partial(_option, spec, self.decoder, context)
                options[option] = self._readings.or_value(entries[option], "valeur", read)
        if context is not None and len(self.decoder.faults) == faults and set(required) <= set(entries):
            self._together(kind, options, entries, node)
        label = text_pair(self.decoder, entries["libelle"]) if "libelle" in entries else Text(name, name)
        self._measures[name] = MeasureDef(name, label, kind, options, node.line or 0, node.file or self._file)

    def _together(
        self, kind: type[Measure], options: Mapping[str, Any], entries: Mapping[str, Node], node: Node
    ) -> None:
        """Refuse options that don't go together, whichever choices their readings come to."""
        readings = {
            value.name: tuple(value.choices) for value in options.values() if isinstance(value, Lecture)
        }
        for choices in product(*readings.values()):
            chosen = dict(zip(readings, choices, strict=True))
            settled = {
                option: value.chosen(chosen) if isinstance(value, Lecture) else value
                for option, value in options.items()
            }
            try:
                kind(**settled, conventions=Conventions())
            except OptionsClash as clash:
                self.decoder.fault(entries.get(clash.option, node), clash.code, **clash.args_said)
                return

    def _conditions(self) -> tuple[Condition, ...]:
        conditions: list[Condition] = []
        for node in self.decoder.entries(self._entries.get("conditions")):
            condition = self._condition(node)
            if any(condition.id == other.id for other in conditions):
                self.decoder.fault(node, "listed-twice", found=condition.id)
            conditions.append(condition)
        if "conditions" in self._entries and not conditions:
            self.decoder.fault(self._entries["conditions"], "no-condition")
        return tuple(conditions)

    def _condition(self, node: Node) -> Condition:
        required = ("id",) if self._is_model else needed(CONDITION_KEYS)
        entries = self.decoder.mapping(node, CONDITION_KEYS, required=required)
        file = node.file or self._file
        source = self.decoder.mapping(entries.get("source"), CLAUSE_KEYS, required=CLAUSE_KEYS)
        return Condition(
            id=self.decoder.text(entries.get("id"), longest=LONGEST_ID) or "",
            libelle=text_pair(self.decoder, entries["libelle"]) if "libelle" in entries else Text("", ""),
            source=Source(
                self.decoder.text(source.get("clause")) or "", self.decoder.text(source.get("extrait")) or ""
            ),
            si=self._clauses.clause(entries["si"]) if "si" in entries else None,
            exige=self._clauses.clause(entries["exige"]) if "exige" in entries else FAILED,
            line=node.line or 0,
            file=file,
            origins=tuple(
                Origin(key, part.file, part.line or 0)
                for key, part in entries.items()
                if part.file is not None and part.file != file
            ),
        )


def _word(decoder: Decoder, words: Mapping[str, Enum], node: Node) -> Enum | None:
    return decoder.word(node, words)


def _option(spec: Option, decoder: Decoder, context: Context, node: Node) -> Any:
    return spec.read(decoder, node, context)
