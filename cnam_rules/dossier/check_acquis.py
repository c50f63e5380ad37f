"""Whether a situation, diplomas and results of tests hold together: the part of `checks` that is theirs.

Types first, as everywhere: a dossier built in Python may hold anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cnam_rules.decoding import cut
from cnam_rules.documents import child
from cnam_rules.dossier.acquis import NIVEAUX, SANS_CODE, Cecrl, Diplome, ResultatDeTest, Situation
from cnam_rules.dossier.codes import register_code

if TYPE_CHECKING:
    from cnam_rules.dossier.checks import Checks

__all__ = ["MOST_POINTS", "check_acquis"]

MOST_POINTS: Final = 9_999
"""The most points that a test can give here, included."""


def check_acquis(checks: Checks, situation: object, diplomes: object, tests: object) -> None:
    """Add the faults of the three keys to those of the dossier."""
    _situation(checks, situation, "$.situation")
    for path, diplome in checks.items(diplomes, "$.diplomes", Diplome):
        _diplome(checks, path, diplome)
    for path, result in checks.items(tests, "$.tests", ResultatDeTest):
        _test(checks, path, result)


def _situation(checks: Checks, situation: object, path: str) -> None:
    if not isinstance(situation, Situation):
        checks.wrong_type(situation, path, "Mapping[str, str]")
        return
    for name, word in situation.items():
        if checks.text(name, path) and checks.text(word, child(path, name)) and word == "inconnu":
            checks.fault(child(path, name), "reserved-word", found=word)


def _diplome(checks: Checks, path: str, diplome: Diplome) -> None:
    checks.text(diplome.intitule, f"{path}.intitule")
    niveau = diplome.niveau
    if niveau is not None and type(niveau) is not int:
        checks.wrong_type(niveau, f"{path}.niveau", "int | None")
    elif niveau is not None and niveau not in NIVEAUX:
        # A number of any length could be here: it is cut, and never written out whole.
        found = str(niveau) if abs(niveau) < 10**6 else "…"
        checks.fault(f"{path}.niveau", "not-in-range", found=found, expected=f"{NIVEAUX[0]} … {NIVEAUX[-1]}")
    code = diplome.code
    if checks.text(code, f"{path}.code", optional=True) and code not in (SANS_CODE, register_code(code)):
        args = {"found": cut(code), "expected": f"RNCP36625, {SANS_CODE}"}
        checks.fault(f"{path}.code", "not-a-register-code", suggestion=register_code(code), **args)
    checks.answer(diplome.domaine, f"{path}.domaine")
    checks.day(diplome.date, f"{path}.date", optional=True)


def _test(checks: Checks, path: str, result: ResultatDeTest) -> None:
    checks.text(result.test, f"{path}.test")
    checks.day(result.date, f"{path}.date", optional=True)
    checks.member(result.niveau, f"{path}.niveau", Cecrl)
    points = result.points
    if checks.quantity(points, f"{path}.points"):
        if points > MOST_POINTS:
            checks.fault(f"{path}.points", "not-in-range", found="…", expected=f"0 … {MOST_POINTS}")
        elif (points * 100).denominator != 1:
            checks.fault(f"{path}.points", "too-precise", found=str(points), expected="45, 6.5")
