"""How long a verdict takes to become a page or a picture, once what it explains is worked out.

    pytest bench/bench_render.py

The dossier is that of `bench_decide`: 12 UE, 6 spells, a stage, a report.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import cnam_rules
from bench.bench_decide import AS_OF, JOBS, written
from cnam_rules.render.cohort import cohort_html
from cnam_rules.verdict import Verdict


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    """An eligible one, with everything worked out."""
    return explained(cnam_rules.decide(cnam_rules.loads(written(), format="yaml"), as_of=AS_OF))


@pytest.fixture(scope="module")
def refused() -> Verdict:
    """One that is refused, and told what lacks."""
    return explained(cnam_rules.decide(cnam_rules.loads(written(JOBS[:2]), format="yaml"), as_of=AS_OF))


def explained(verdict: Verdict) -> Verdict:
    assert verdict.to_json()  # storing a verdict asks for everything
    return verdict


def test_html(benchmark: BenchmarkFixture, verdict: Verdict) -> None:
    benchmark.extra_info |= {"label": "the page of HTML, timeline included", "aim_us": 2_000}
    assert "<svg" in benchmark(verdict.html)


def test_html_refused(benchmark: BenchmarkFixture, refused: Verdict) -> None:
    benchmark.extra_info |= {"label": "the page of HTML of a refused dossier", "aim_us": 2_000}
    assert "<svg" in benchmark(refused.html)


def test_timeline(benchmark: BenchmarkFixture, verdict: Verdict) -> None:
    benchmark.extra_info |= {"label": "the timeline, as SVG", "aim_us": 1_000}
    assert benchmark(verdict.timeline).startswith("<svg")


def test_markdown(benchmark: BenchmarkFixture, verdict: Verdict) -> None:
    benchmark.extra_info["label"] = "the Markdown"
    assert "RNCP36625" in benchmark(verdict.markdown)


def test_cohort(benchmark: BenchmarkFixture, verdict: Verdict, refused: Verdict) -> None:
    benchmark.extra_info["label"] = "the page of a cohort of 100, all explained"
    assert "<table" in benchmark(cohort_html, [verdict, refused] * 50)
