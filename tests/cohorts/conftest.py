"""Cohorts that several tests read, made once."""

from pathlib import Path

import pytest

from cnam_rules.cohorts import make_cohort

DOSSIERS = 2000


@pytest.fixture(scope="session")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cohorts") / "parquet"
    make_cohort(DOSSIERS, folder, seed=1)
    return folder


@pytest.fixture(scope="session")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cohorts") / "csv"
    make_cohort(DOSSIERS, folder, seed=1, format="csv")
    return folder
