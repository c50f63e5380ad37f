"""Law 1, in other databases: the same statement says the same of each dossier wherever it runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnam_rules import ruleset
from cnam_rules.dossier import Dossier
from cnam_rules.screening.installing import typed_sources
from cnam_rules.screening.statement import compile_rules
from cnam_rules.sql.dialects import DIALECTS, said
from cnam_rules.testing import AS_OF
from cnam_rules.testing.titles import dossiers_of
from tests.laws.screened import each_named, same, verdict_of
from tests.screening.elsewhere import DATABASES, Run

TITLE = ruleset("titre-casp/jury")
FEW = settings(
    max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module", params=DATABASES)
def database(request: pytest.FixtureRequest) -> Iterator[tuple[str, Run]]:
    with DATABASES[request.param]() as run:
        yield request.param, run


@FEW
@given(dossiers=st.lists(dossiers_of(TITLE), min_size=0, max_size=25))
def test_a_database_decides_as_the_library_does(database: tuple[str, Run], dossiers: list[Dossier]) -> None:
    dialect, run = database
    statement = compile_rules(TITLE.under(), AS_OF, typed_sources(dialect), other_readings=False)
    each = each_named(dossiers)
    found = run(each, said(statement.select(), DIALECTS[dialect]))
    rows = {row["dossier"]: row for row in found}
    assert len(rows) == len(found) == len(each)
    for dossier in each:
        same(rows[dossier.dossier], verdict_of(dossier, TITLE, AS_OF), statement)
