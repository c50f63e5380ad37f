"""One text, many titles: a rule file that extends another (`etend`) is put over it, clause by clause.

This is done on the trees, before anything is decoded: the result is the file that would have been written
without `etend`, and it is read as any other, so units, references and faults are those of the whole. Every
part remembers the file and the line that it was written in.

What is inherited:

* `conditions`: every one, in order, but those named in `retire`; new ones come after;
* `mesures`, `parametres`, `decisions`, `lectures`: every one, by name;
* of a condition, a measure, a reading, a choice of a reading: the keys that aren't given;
* `conventions`, `constat`, `dossier_type`: the keys that aren't given;
* `situations`: every name; of a name, the keys and the words that aren't given;
* `programme`, `fiche`, `en_vigueur`, `intitule`, `texte`, `reconstitution`: whole, unless given;
* `jeu`, `version`, `modele`, `etend`, `retire`, `exemples`: never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from attrs import evolve, frozen

from cnam_rules.decoding import Decoder, suggest
from cnam_rules.documents import Node
from cnam_rules.faults import Fault
from cnam_rules.language.rulefile import RuleFile
from cnam_rules.measures import KINDS

__all__ = ["OWN", "Extended", "extended", "told_once", "told_with_chain"]

Entries: TypeAlias = dict[str, Node]
Merge: TypeAlias = Callable[[Node, Node], Node]

OWN: Final = frozenset(("jeu", "version", "modele", "etend", "retire", "exemples"))
"""What a file says of itself alone, and never leaves to those that extend it."""


@frozen
class Extended:
    """A rule file with all that it inherits.

    Attributes:
        root: the tree, as if it had been written in one file; None beside a fault that leaves none.
        chain: the file, what it extends, what that extends, …
    """

    root: Node | None
    chain: tuple[RuleFile, ...]


def extended(file: RuleFile, others: Sequence[RuleFile], decoder: Decoder) -> Extended:
    r"""Put a rule file over what it extends.

    Args:
        file: the file.
        others: those that it, or what it extends, may extend.
        decoder: collects the faults: what can't be found, what goes round in circles, what overrides nothing.

    >>> base = RuleFile("jeu: a\nversion: '1'\nconventions: {mois: quantieme}", "a.yaml")
    >>> own = RuleFile("jeu: b\nversion: '1'\netend: a\nintitule: {fr: x, en: y}", "b.yaml")
    >>> whole = extended(own, [base], Decoder())
    >>> [*whole.root.value], whole.root.value["conventions"].file, [link.name for link in whole.chain]
    (['conventions', 'jeu', 'version', 'etend', 'intitule'], 'a.yaml', ['b@1', 'a@1'])
    """
    chain = [file]
    while True:
        root = chain[-1].root
        node = root.value.get("etend") if root is not None and isinstance(root.value, dict) else None
        if node is None:
            break
        parent = _parent(node, chain, others, decoder)
        if parent is None:
            return Extended(None, tuple(chain))
        chain.append(parent)
    whole = chain[-1].root
    if whole is not None and isinstance(whole.value, dict) and "retire" in whole.value:
        for retired in decoder.entries(whole.value["retire"]):
            decoder.fault(retired, "overrides-nothing", expected="—")
    for link in reversed(chain[:-1]):
        if whole is not None and link.root is not None:
            whole = _Over(decoder, link.is_model).root(whole, link.root)
    return Extended(whole, tuple(chain))


def told_with_chain(faults: Sequence[Fault], chain: Sequence[RuleFile]) -> list[Fault]:
    """The faults; each that stands in a file that was extended says by which way it was come to."""
    ways = {
        link.file: " → ".join(other.name for other in chain[: index + 1])
        for index, link in enumerate(chain)
        if link.file != chain[0].file
    }
    return [evolve(fault, chain=ways.get(fault.file or "")) for fault in faults]


def told_once(faults: Iterable[Fault]) -> list[Fault]:
    """The faults of several files, without those that one inherits and that are told of the file itself."""
    told: dict[object, Fault] = {}
    for fault in faults:
        place = (fault.file, fault.line, fault.column, fault.path, fault.code, *fault.args.items())
        if place not in told or fault.chain is None:
            told[place] = fault
    return [*told.values()]


def _parent(
    node: Node, chain: Sequence[RuleFile], others: Sequence[RuleFile], decoder: Decoder
) -> RuleFile | None:
    """The file that the last one of the chain extends; None beside a fault."""
    wanted = decoder.text(node)
    if wanted is None:
        return None
    name, _, version = wanted.partition("@")
    known = [link for link in {id(link): link for link in (*others, *chain)}.values() if link.id]
    found = [link for link in known if link.id == name and version in ("", link.version)]
    names = sorted({link.name for link in found})
    if not found:
        others_there = sorted({link.name for link in known} - {link.name for link in chain})
        versions = [there for there in others_there if there.partition("@")[0] == name]
        ids = sorted({there.partition("@")[0] for there in others_there})
        near = suggest(wanted, versions or (others_there if version else ids))
        near = near or (versions[-1] if versions else None)
        expected = ", ".join(versions or others_there) or "—"
        decoder.fault(node, "unknown-parent", expected=expected, suggestion=near)
    elif len(names) > 1:
        decoder.fault(node, "several-parents", expected=", ".join(names))
    elif names[0] in [link.name for link in chain]:
        way = " → ".join([*(link.name for link in chain), names[0]])
        decoder.fault(node, "extends-itself", found=way)
    elif len(found) > 1:
        decoder.fault(node, "several-parents", expected=", ".join(link.file for link in found))
    elif found[0].faults or found[0].root is None:
        decoder.fault(node, "faulty-parent", expected=found[0].faults[0].place)
    else:
        return found[0]
    return None


class _Over:
    """Puts the parts of one file over those of the file it extends.

    A part that hasn't the form it should have is left as it is, for the decoder to tell.
    """

    def __init__(self, decoder: Decoder, is_model: bool) -> None:
        self.decoder = decoder
        self._is_model = is_model

    def root(self, base: Node, own: Node) -> Node:
        """The whole document."""
        if not isinstance(base.value, dict) or not isinstance(own.value, dict):
            return own if isinstance(base.value, dict) else base
        left = {key: node for key, node in base.value.items() if key not in OWN}
        whole = self._mapping(
            evolve(base, value=left),
            own,
            {
                "conditions": self._conditions,
                "mesures": lambda below, over: self._named(below, over, self._measure, ("libelle",)),
                "lectures": lambda below, over: self._named(
                    below, over, self._reading, ("question", "choix")
                ),
                "parametres": lambda below, over: self._named(
                    below, over, self._mapping, ("libelle", "valeurs")
                ),
                "decisions": lambda below, over: self._named(
                    below, over, self._mapping, ("libelle", "entre")
                ),
                "conventions": self._mapping,
                "constat": self._mapping,
                "situations": self._situations,
                "dossier_type": self._mapping,
            },
        )
        retired = own.value.get("retire")
        return whole if retired is None else self._without(whole, retired, own.value.get("conditions"))

    def _mapping(self, base: Node, own: Node, parts: Mapping[str, Merge] | None = None) -> Node:
        """A mapping over another, key by key; `parts` says how a key that both give is put together."""
        if not isinstance(base.value, dict) or not isinstance(own.value, dict):
            return own if isinstance(base.value, dict) else base
        value = dict(base.value)
        for key, node in own.value.items():
            merge = (parts or {}).get(key)
            value[key] = merge(value[key], node) if merge is not None and key in value else node
        return evolve(own, value=value, keys=base.keys | own.keys)

    def _conditions(self, base: Node, own: Node) -> Node:
        if not isinstance(base.value, tuple) or not isinstance(own.value, tuple):
            return own if isinstance(base.value, tuple) else base
        whole = [*base.value]
        places: dict[str, int] = {}
        for index, node in enumerate(whole):
            if (name := _id(node)) is not None:
                places.setdefault(name, index)
        overridden: set[str] = set()
        for node in own.value:
            name = _id(node)
            if name is not None and name in overridden:
                self.decoder.fault(node, "listed-twice", found=name)
            elif name is not None and name in places:
                overridden.add(name)
                whole[places[name]] = self._mapping(whole[places[name]], node)
            elif not self._means_to_override(node, ("libelle", "source", "exige"), name, _ids(base.value)):
                whole.append(node)  # an id that stands twice in this file is a fault, told when it is decoded
        return evolve(own, value=tuple(whole))

    def _named(self, base: Node, own: Node, merge: Merge, needed: Sequence[str]) -> Node:
        """Measures, readings or values over others, by name; a new one has the keys that are needed."""
        if not isinstance(base.value, dict) or not isinstance(own.value, dict):
            return own if isinstance(base.value, dict) else base
        value = dict(base.value)
        for name, node in own.value.items():
            if name in value:
                value[name] = merge(value[name], node)
            elif not self._means_to_override(node, needed, name, tuple(base.value), own.keys.get(name)):
                value[name] = node
        return evolve(own, value=value, keys=base.keys | own.keys)

    def _means_to_override(
        self,
        node: Node,
        needed: Sequence[str],
        name: str | None,
        known: Sequence[str],
        place: tuple[int, int] | None = None,
    ) -> bool:
        """Whether a part with no counterpart is too short to be new; then that is a fault."""
        if not isinstance(node.value, dict) or name is None or self._is_model:
            return False
        if all(key in node.value for key in needed):
            return False
        at = node if place is None else evolve(node, line=place[0], column=place[1])
        near = suggest(name, known)
        self.decoder.fault(
            at, "overrides-nothing", found=name, expected=", ".join(known) or "—", suggestion=near
        )
        return True

    def _measure(self, base: Node, own: Node) -> Node:
        """A measure over another; of one of another kind, only its name for people is kept."""
        if isinstance(base.value, dict) and isinstance(own.value, dict):
            before, after = ([key for key in keys if key in KINDS] for keys in (base.value, own.value))
            if before and after and before != after:
                base = evolve(base, value={k: node for k, node in base.value.items() if k == "libelle"})
        return self._mapping(base, own)

    def _reading(self, base: Node, own: Node) -> Node:
        """A reading over another, its choices by name; whoever retains another choice says why."""
        if isinstance(base.value, dict) and isinstance(own.value, dict):
            before, after = base.value.get("retenue"), own.value.get("retenue")
            changed = before is not None and after is not None and before.value != after.value
            if changed and after is not None and "raison" not in own.value:
                self.decoder.fault(after, "reason-needed")
        choices: Merge = lambda below, over: self._mapping(  # noqa: E731 - a Merge, named for the line below
            below, over, dict.fromkeys(over.value if isinstance(over.value, dict) else (), self._choice)
        )
        return self._mapping(base, own, {"choix": choices})

    def _choice(self, base: Node, own: Node) -> Node:
        """A choice over another: what it puts in place, `exige` or `valeur`, is one of the two."""
        if isinstance(base.value, dict) and isinstance(own.value, dict):
            given = {"exige", "valeur"}
            if given.intersection(own.value):
                base = evolve(base, value={k: node for k, node in base.value.items() if k not in given})
        return self._mapping(base, own)

    def _situations(self, base: Node, own: Node) -> Node:
        """Vocabularies over others, by name; of one that both give, key by key and word by word."""
        names = own.value if isinstance(own.value, dict) else ()
        return self._mapping(base, own, dict.fromkeys(names, self._vocabulary))

    def _vocabulary(self, base: Node, own: Node) -> Node:
        return self._mapping(base, own, {"mots": self._mapping})

    def _without(self, whole: Node, retired: Node, own: Node | None) -> Node:
        """The document without the conditions that its `retire` names."""
        decoder = self.decoder
        conditions = whole.value.get("conditions") if isinstance(whole.value, dict) else None
        if conditions is None or not isinstance(conditions.value, tuple) or not isinstance(whole.value, dict):
            decoder.entries(retired)
            return whole
        given = set(_ids(own.value)) if own is not None and isinstance(own.value, tuple) else set()
        known = tuple(name for name in _ids(conditions.value) if name not in given)
        gone: set[str] = set()
        for node in decoder.entries(retired):
            name = decoder.text(node)
            if name is None:
                continue
            if name in given:
                decoder.fault(node, "retired-and-given")
            elif name in gone:
                decoder.fault(node, "listed-twice")
            elif name in known:
                gone.add(name)
            else:
                expected = ", ".join(known) or "—"
                decoder.fault(node, "overrides-nothing", expected=expected, suggestion=suggest(name, known))
        kept = tuple(node for node in conditions.value if _id(node) not in gone)
        left = evolve(conditions if kept else retired, value=kept)
        return evolve(whole, value=whole.value | {"conditions": left})


def _id(node: Node) -> str | None:
    """The id of a condition; None when it gives none."""
    return Decoder().text(node.value.get("id")) if isinstance(node.value, dict) else None


def _ids(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple(name for node in nodes if (name := _id(node)) is not None)
