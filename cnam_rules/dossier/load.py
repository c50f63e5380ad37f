"""Dossiers read from YAML and JSON: a dossier, or every fault of the file at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from os import PathLike, fspath
from typing import Any, Final, Literal, TypeAlias, TypeVar

from attrs import evolve

from cnam_rules.decoding import TERNARY, Decoder, suggest
from cnam_rules.documents import Node, child, parse, read_text
from cnam_rules.dossier.acquis import Diplome, ResultatDeTest
from cnam_rules.dossier.checks import Units, check
from cnam_rules.dossier.codes import normalise
from cnam_rules.dossier.load_acquis import (
    DIPLOME_KEYS,
    TEST_KEYS,
    read_diplome,
    read_situation,
    read_test,
)
from cnam_rules.dossier.load_acquis import known as _known
from cnam_rules.dossier.model import (
    EN_COURS,
    Decision,
    Derogation,
    Dossier,
    EnCours,
    Etape,
    Experience,
    Obtention,
    Rapport,
    Stage,
    StatutActivite,
    StatutUe,
    Ue,
)
from cnam_rules.faults import DossierError

__all__ = ["KEYS", "decode", "load", "loads"]

T = TypeVar("T")
Keys: TypeAlias = Mapping[str, Node]

_KEYS: Final = (
    "dossier",
    "programme",
    "entree_en_formation",
    "naissance",
    "ue",
    "experiences",
    "stages",
    "rapport",
    "etapes",
    "derogations",
    "situation",
    "diplomes",
    "tests",
    "decisions",
)
_UE_KEYS: Final = ("code", "obtention", "note", "date", "statut", "hors_programme", "echec")
_EXPERIENCE_KEYS: Final = (
    "intitule",
    "employeur",
    "debut",
    "fin",
    "dans_le_champ",
    "attestee",
    "quotite",
    "statut",
    "responsabilite",
)
_STAGE_KEYS: Final = ("organisme", "debut", "fin", "dans_le_champ", "atteste", "heures", "jours")
_RAPPORT_KEYS: Final = ("redige", "soutenu", "valide")
_DEROGATION_KEYS: Final = ("condition", "motif", "autorite", "date", "jusqu_au")
_DECISION_KEYS: Final = ("objet", "valeur", "autorite", "motif", "date")

KEYS: Final[Mapping[type, tuple[str, ...]]] = {
    Dossier: _KEYS,
    Ue: _UE_KEYS,
    Experience: _EXPERIENCE_KEYS,
    Stage: _STAGE_KEYS,
    Rapport: _RAPPORT_KEYS,
    Derogation: _DEROGATION_KEYS,
    Diplome: DIPLOME_KEYS,
    ResultatDeTest: TEST_KEYS,
    Decision: _DECISION_KEYS,
}
"""The keys of each part of a dossier, by its class."""

_OBTENTIONS: Final = {member.value: member for member in Obtention}
_STATUTS_UE: Final = {member.value: member for member in StatutUe}
_STATUTS_ACTIVITE: Final = {member.value: member for member in StatutActivite}
_YES_NO: Final = {"oui": True, "non": False}


def load(path: str | PathLike[str], *, as_of: date | None = None, units: Units | None = None) -> Dossier:
    """The dossier of a YAML or JSON file, told apart by the ending, else by how the text begins.

    Args:
        path: the file, in UTF-8.
        as_of: the day of the decision, to refuse what lies in the future (see `check`).
        units: the codes each programme knows, to refuse those it doesn't (see `check`).

    Raises:
        DossierError: the file can't be read, or the dossier has faults; it has them all.
    """
    name = fspath(path)
    text, faults = read_text(path, name=name)
    if text is None:
        raise DossierError(faults)
    return loads(text, file=name, as_of=as_of, units=units)


def loads(
    text: str,
    *,
    file: str | None = None,
    format: Literal["yaml", "json"] | None = None,  # noqa: A002 - the word that callers look for
    as_of: date | None = None,
    units: Units | None = None,
) -> Dossier:
    """The dossier of a YAML or JSON text.

    Args:
        text: the document.
        file: a name for the faults; its ending tells the format when `format` doesn't.
        format: the format; by default the file's ending tells, else the text's beginning.
        as_of: the day of the decision, to refuse what lies in the future (see `check`).
        units: the codes each programme knows, to refuse those it doesn't (see `check`).

    Raises:
        DossierError: with every fault of the document.
        ValueError: for any other format.

    >>> dossier = loads("{dossier: D-1, programme: RNCP36625, ue: [{code: fpg 0O3}]}")
    >>> dossier.ue[0].code, dossier.ue[0].saisie, dossier.stages is None
    ('FPG003', 'fpg 0O3', True)
    """
    node, faults = parse(text, file=file, format=format)
    decoder = Decoder(file=file, faults=faults)
    dossier = None if node is None else decode(node, decoder, as_of=as_of, units=units)
    if dossier is None or decoder.faults:
        raise DossierError(sorted(decoder.faults, key=lambda fault: (fault.line or 0, fault.column or 0)))
    return dossier


def decode(
    node: Node,
    decoder: Decoder,
    *,
    dossier: str | None = None,
    programme: str | None = None,
    as_of: date | None = None,
    units: Units | None = None,
) -> Dossier | None:
    """The dossier in a part of a document; its faults are added to the decoder's.

    Args:
        node: where the dossier stands.
        decoder: what collects the faults.
        dossier: the reference, when the document gives none.
        programme: the programme, when the document gives none.
        as_of: the day of the decision (see `check`).
        units: the codes each programme knows (see `check`).

    Returns:
        The dossier, or None when it has a fault.
    """
    before = len(decoder.faults)
    defaults = {
        key: value for key, value in (("dossier", dossier), ("programme", programme)) if value is not None
    }
    built = _dossier(node, decoder, defaults)
    told = {fault.path for fault in decoder.faults[before:]}
    places: dict[str, Node] = {}
    for fault in check(built, as_of=as_of, units=units):
        places = places or dict(_walk(node, ""))
        above = [*_above(fault.path)]
        # A value at fault was read as None, which is of the wrong type too; that was told already.
        known = [places[path].path for path in above if path in places]
        if not told.isdisjoint([node.path + above[0], *known]) or (told and fault.code == "wrong-type"):
            continue
        nearest = next(path for path in above if path in places)
        place = places[nearest]
        path = place.path + above[0].removeprefix(nearest)
        decoder.faults.append(
            evolve(fault, path=path, file=place.file or decoder.file, line=place.line, column=place.column)
        )
    return built if len(decoder.faults) == before else None


def _above(path: str) -> Iterator[str]:
    """A path of `check` and those above it, from the longest, each without its `$`.

    >>> list(_above("$.ue[3].code"))
    ['.ue[3].code', '.ue[3]', '.ue', '']
    """
    path = path.removeprefix("$")
    yield path
    for mark in reversed([*re.finditer(r"[.\[]", path)]):
        yield path[: mark.start()]


def _walk(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    """A value and all inside it, each by its path in the dossier: parts may stand elsewhere in a file."""
    yield path, node
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield from _walk(inner, child(path, key))
    elif isinstance(node.value, tuple):
        for index, inner in enumerate(node.value):
            yield from _walk(inner, f"{path}[{index}]")


# Each function below reads one part. A value at fault is None in what it returns, even where the class has no
# room for None: nobody sees that object, because the fault is in the decoder by then.


def _dossier(node: Node, decoder: Decoder, defaults: Mapping[str, str]) -> Dossier:
    keys = decoder.mapping(node, _KEYS, [key for key in ("dossier", "programme") if key not in defaults])
    fields: dict[str, Any] = {
        "dossier": decoder.text(keys.get("dossier")) if "dossier" in keys else defaults.get("dossier"),
        "programme": decoder.text(keys.get("programme"))
        if "programme" in keys
        else defaults.get("programme"),
        "entree_en_formation": decoder.date(_known(keys.get("entree_en_formation"))),
        "naissance": decoder.date(_known(keys.get("naissance"))),
        "ue": _list(keys.get("ue"), decoder, _ue, _UE_KEYS, ("code",)),
        "experiences": _list(
            keys.get("experiences"), decoder, _experience, _EXPERIENCE_KEYS, ("intitule", "debut")
        ),
        "stages": _list(keys.get("stages"), decoder, _stage, _STAGE_KEYS, ("organisme", "debut")),
        "rapport": _rapport(keys.get("rapport"), decoder),
        "etapes": {name: _etape(node, decoder) for name, node in decoder.pairs(_known(keys.get("etapes")))},
        "derogations": _list(
            keys.get("derogations"), decoder, _derogation, _DEROGATION_KEYS, _DEROGATION_KEYS[:-1]
        )
        or (),
        "situation": read_situation(keys.get("situation"), decoder),
        "diplomes": _list(keys.get("diplomes"), decoder, read_diplome, DIPLOME_KEYS, ("intitule",)),
        "tests": _list(keys.get("tests"), decoder, read_test, TEST_KEYS, ("test",)),
        "decisions": _list(keys.get("decisions"), decoder, _decision, _DECISION_KEYS, _DECISION_KEYS) or (),
    }
    return Dossier(**fields)


def _ue(keys: Keys, decoder: Decoder) -> Ue:
    typed = decoder.text(keys.get("code"))
    code = None if typed is None else normalise(typed)
    statut = keys.get("statut")
    fields: dict[str, Any] = {
        "code": code,
        "saisie": typed if typed != code else None,
        "obtention": decoder.word(_known(keys.get("obtention")), _OBTENTIONS),
        "note": decoder.number(_known(keys.get("note")), expected="0 … 20"),
        "date": decoder.date(_known(keys.get("date"))),
        "statut": StatutUe.VALIDEE
        if statut is None
        else StatutUe.INCONNU
        if statut.value is None
        else decoder.word(statut, _STATUTS_UE),
        "hors_programme": False if "hors_programme" not in keys else _yes_no(keys["hors_programme"], decoder),
        "echec": _etape(keys.get("echec"), decoder),
    }
    return Ue(**fields)


def _experience(keys: Keys, decoder: Decoder) -> Experience:
    fields: dict[str, Any] = {
        "intitule": decoder.text(keys.get("intitule")),
        "employeur": _text_or_null(keys.get("employeur"), decoder),
        "debut": decoder.date(keys.get("debut")),
        "fin": _fin(keys.get("fin"), decoder),
        "dans_le_champ": decoder.ternary(keys.get("dans_le_champ")),
        "attestee": decoder.ternary(keys.get("attestee")),
        "quotite": decoder.number(_known(keys.get("quotite")), expected="0 < quotité ≤ 1"),
        "statut": decoder.word(_known(keys.get("statut")), _STATUTS_ACTIVITE),
        "responsabilite": decoder.ternary(keys.get("responsabilite")),
    }
    return Experience(**fields)


def _stage(keys: Keys, decoder: Decoder) -> Stage:
    fields: dict[str, Any] = {
        "organisme": decoder.text(keys.get("organisme")),
        "debut": decoder.date(keys.get("debut")),
        "fin": _fin(keys.get("fin"), decoder),
        "dans_le_champ": decoder.ternary(keys.get("dans_le_champ")),
        "atteste": decoder.ternary(keys.get("atteste")),
        "heures": decoder.number(_known(keys.get("heures")), expected="462, 10.5"),
        "jours": decoder.number(_known(keys.get("jours")), expected="66, 10.5"),
    }
    return Stage(**fields)


def _rapport(node: Node | None, decoder: Decoder) -> Rapport | None:
    if _known(node) is None:
        return None
    keys = decoder.mapping(node, _RAPPORT_KEYS)
    return Rapport(*(_etape(keys.get(key), decoder) for key in _RAPPORT_KEYS))


def _derogation(keys: Keys, decoder: Decoder) -> Derogation:
    fields: dict[str, Any] = {
        "condition": decoder.text(keys.get("condition")),
        "motif": decoder.text(keys.get("motif")),
        "autorite": decoder.text(keys.get("autorite")),
        "date": decoder.date(keys.get("date")),
        "jusqu_au": _last_day(keys.get("jusqu_au"), decoder),
    }
    return Derogation(**fields)


def _last_day(node: Node | None, decoder: Decoder) -> date | None:
    """The last day of a dispensation; without the key it has no end, and an unknown end is a fault."""
    if node is not None and _known(node) is None:
        decoder.fault(node, "end-unknown")
        return None
    return decoder.date(node)


def _decision(keys: Keys, decoder: Decoder) -> Decision:
    fields: dict[str, Any] = {name: decoder.text(keys.get(name)) for name in _DECISION_KEYS[:-1]}
    fields["date"] = decoder.date(keys.get("date"))  # None, as the others, only beside a fault
    return Decision(**fields)


def _list(
    node: Node | None,
    decoder: Decoder,
    read: Callable[[Keys, Decoder], T],
    keys: tuple[str, ...],
    required: tuple[str, ...],
) -> tuple[T, ...] | None:
    """A list of parts, each in its place; None when the list is unknown."""
    known = _known(node)
    if known is None:
        return None
    return tuple(read(decoder.mapping(entry, keys, required), decoder) for entry in decoder.entries(known))


def _text_or_null(node: Node | None, decoder: Decoder) -> str | None:
    return None if node is None or node.value is None else decoder.text(node)


def _yes_no(node: Node, decoder: Decoder) -> bool | None:
    return node.value if isinstance(node.value, bool) else decoder.word(node, _YES_NO)


def _fin(node: Node | None, decoder: Decoder) -> date | EnCours | None:
    """The end of a spell; None when it has none, which `check` refuses."""
    known = _known(node)
    if known is None or known.value == EN_COURS.value:
        return None if known is None else EN_COURS
    if isinstance(known.value, str) and not any(c.isdigit() for c in known.value):
        decoder.fault(
            known,
            "unknown-word",
            expected="en cours, AAAA-MM-JJ",
            suggestion=suggest(known.value, [EN_COURS.value]),
        )
        return None
    return decoder.date(known)


def _etape(node: Node | None, decoder: Decoder) -> Etape:
    """A step, or a failure: a day, or one of the three answers."""
    known = _known(node)
    if known is None:
        return None
    if isinstance(known.value, bool):
        return known.value
    if isinstance(known.value, str) and not any(c.isdigit() for c in known.value):
        if known.value not in TERNARY:
            decoder.fault(
                known,
                "unknown-word",
                expected="AAAA-MM-JJ, oui, non, inconnu",
                suggestion=suggest(known.value, TERNARY),
            )
        return TERNARY.get(known.value)
    return decoder.date(known)
