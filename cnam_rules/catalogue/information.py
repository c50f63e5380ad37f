"""Reading the files of `renseignements:`, when somebody asks about a programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cnam_rules.faults import Fault, RuleSetError
from cnam_rules.language import Fiche
from cnam_rules.tables import Renseignements, decode_renseignements

__all__ = ["read_all"]


def read_all(files: Iterable[tuple[str, str]], fiches: Mapping[str, Fiche]) -> dict[str, Renseignements]:
    """Read files, given by name and text.

    Raises:
        RuleSetError: with every fault of every file; or two have the same name, or are about the same
            programme.
    """
    found: dict[str, Renseignements] = {}
    about: dict[str, str] = {}
    faults: list[Fault] = []
    for name, text in files:
        try:
            read = decode_renseignements(text, file=name, fiches=fiches)
        except RuleSetError as error:
            faults.extend(error.faults)
            continue
        if read.id in found:
            args = {"found": read.id, "expected": found[read.id].file}
            faults.append(Fault("$.renseignements", "id-twice", args, file=name))
        elif read.programme in about:
            args = {"found": read.programme, "expected": about[read.programme]}
            faults.append(Fault("$.programme", "programme-told-twice", args, file=name))
        found[read.id] = read
        about[read.programme] = name
    if faults:
        raise RuleSetError(faults)
    return found
