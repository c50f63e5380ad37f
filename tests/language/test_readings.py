"""Readings: what they may fill, which conditions depend on them, and what the choices change."""

from __future__ import annotations

import pytest

from tests.language.build import LABEL, read, reading, rule_file

LASTING = "{mesure: m, au_moins: 1 mois}"


@pytest.mark.parametrize(
    ("duree", "depends"),
    [
        ("experiences", ["temps_partiel"]),
        ("stages", ["stage"]),
        ("{lecture: dont}", ["temps_partiel", "stage"]),
    ],
)
def test_a_duration_depends_on_the_conventions_of_its_spells_whoever_names_them(
    duree: str, depends: list[str]
) -> None:
    """A reading may say whose duration it is: then the conventions of both may matter."""
    conventions = {"temps_partiel": ("calendaire", "prorata"), "stage": ("calendaire", "heures")}
    readings = "".join(reading(n, "valeur", "a", a=a, b=b) for n, (a, b) in conventions.items())
    if duree not in {"experiences", "stages"}:
        readings += reading("dont", "valeur", "a", a="experiences", b="stages")
    given = ", ".join(f"{name}: {{lecture: {name}}}" for name in conventions)
    ruleset = read(
        rule_file(
            LASTING,
            measures=f"conventions: {{{given}}}\nmesures:\n  m: {{{LABEL}, duree: {duree}}}\n",
            readings=readings,
        )
    )
    found = ruleset.readings_of(ruleset.conditions[0])
    assert [name for name in found if name != "dont"] == depends
