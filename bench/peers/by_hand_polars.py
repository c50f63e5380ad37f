"""titre-casp/jury over tables in polars, as an analyst would write it for this one title."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

CODES = (
    "FPG003", "CCE001", "TET003", "TET007", "AST004", "TRS001",
    "AST005", "AST002", "TRS002", "CCE003", "TET010", "PST003",
)  # fmt: skip
CONDITIONS = ("ue", "experience", "stage", "rapport")
# The columns of `facts`.
KNOWN = ("ue_connues", "experiences_connues", "stages_connus")
COUNTED = ("acquises", "possibles")
REACHED = ("fait", "peut", "champ_fait", "champ_peut", "stage_fait", "stage_peut")
STEPS = ("redige", "soutenu", "valide")
DISPENSED = tuple(f"dispense_{name}" for name in CONDITIONS)


def statuses(folder: Path, as_of: date, to: Path) -> None:
    """Decide every dossier of a folder of Parquet tables, and write one row for each."""
    known = facts(folder, as_of).select(
        "dossier",
        "^dispense_.*$",
        ue=answer(pl.col("acquises") == len(CODES), pl.col("possibles") == len(CODES), "ue_connues"),
        experience=answer(pl.col("fait"), pl.col("peut"), "experiences_connues"),
        champ=answer(pl.col("champ_fait"), pl.col("champ_peut"), "experiences_connues"),
        stage=answer(pl.col("stage_fait"), pl.col("stage_peut"), "stages_connus"),
        rapport=report(),
    )
    told = known.select(
        "dossier",
        ue=status("ue"),
        experience=status("experience"),
        stage=pl.when(pl.col("dispense_stage"))
        .then(pl.lit("waived"))
        .when(pl.col("champ"))
        .then(pl.lit("not_applicable"))
        .when(pl.col("stage"))
        .then(pl.lit("met"))
        .when(~pl.col("champ") & ~pl.col("stage"))
        .then(pl.lit("unmet"))
        .otherwise(pl.lit("unknown")),
        rapport=status("rapport"),
    )
    told.select(
        "dossier",
        pl.when(pl.any_horizontal(pl.col(*CONDITIONS) == "unmet"))
        .then(pl.lit("not_eligible"))
        .when(pl.any_horizontal(pl.col(*CONDITIONS) == "unknown"))
        .then(pl.lit("undetermined"))
        .otherwise(pl.lit("eligible"))
        .alias("verdict"),
        *CONDITIONS,
    ).sink_parquet(to)


def facts(folder: Path, as_of: date) -> pl.LazyFrame:
    """What is counted of each dossier on that day, with nothing decided; other peers decide from it too.

    How many of the 12 UE it has and may have; whether its spells make, or may make, the months asked for;
    which of the three steps of its report are done, null where nobody stated it; which lists are known; from
    which conditions it is dispensed. Steps alone may be null.
    """
    return (
        pl.scan_parquet(folder / "dossiers.parquet")
        .select("dossier", *KNOWN)
        .join(units(folder, as_of), on="dossier", how="left")
        .join(jobs(folder, as_of), on="dossier", how="left")
        .join(stages(folder, as_of), on="dossier", how="left")
        .join(steps(folder, as_of), on="dossier", how="left")
        .join(waivers(folder, as_of), on="dossier", how="left")
        .with_columns(
            pl.col(*KNOWN).fill_null(True),
            pl.col(*COUNTED).fill_null(0),
            pl.col(*REACHED, *DISPENSED).fill_null(False),
        )
    )


def answer(done: pl.Expr, possible: pl.Expr, known: str) -> pl.Expr:
    """Yes when it is done; unknown when it may be, or when the list isn't known; else no."""
    return pl.when(done).then(True).when(possible | ~pl.col(known)).then(None).otherwise(False)


def report() -> pl.Expr:
    """Whether the report is written, defended and validated; what nobody stated follows if it can."""
    written, defended, passed = (pl.col(step) for step in STEPS)
    done, missed = passed.fill_null(False), ~written.fill_null(True)
    return (
        written.fill_null(pl.when(defended.fill_null(False) | done).then(True))
        & defended.fill_null(pl.when(done != missed).then(done))
        & passed.fill_null(pl.when(missed | ~defended.fill_null(True)).then(False))
    )


def status(name: str) -> pl.Expr:
    """The status of a condition that always applies."""
    return (
        pl.when(pl.col(f"dispense_{name}"))
        .then(pl.lit("waived"))
        .when(pl.col(name))
        .then(pl.lit("met"))
        .when(~pl.col(name))
        .then(pl.lit("unmet"))
        .otherwise(pl.lit("unknown"))
    )


def units(folder: Path, as_of: date) -> pl.LazyFrame:
    """How many of the 12 UE each dossier has, and how many it may have."""
    return (
        pl.scan_parquet(folder / "ue.parquet")
        .filter(
            pl.col("code").is_in(CODES),
            ~pl.col("hors_programme").fill_null(False),
            pl.col("statut").fill_null("validee").is_in(["validee", "inconnu"]),
            pl.col("date").is_null() | (pl.col("date") <= as_of),
        )
        .select(
            "dossier",
            possible=pl.col("code").replace_strict(
                {code: 1 << bit for bit, code in enumerate(CODES)}, return_dtype=pl.Int32
            ),
            sure=pl.col("statut").ne_missing("inconnu"),
        )
        .group_by("dossier")
        .agg(
            acquises=pl.col("possible").filter(pl.col("sure")).bitwise_or().fill_null(0).bitwise_count_ones(),
            possibles=pl.col("possible").bitwise_or().bitwise_count_ones(),
        )
    )


def jobs(folder: Path, as_of: date) -> pl.LazyFrame:
    """Whether each dossier has, or may have, 18 months of experience, and in the field."""
    proved, in_field = pl.col("attestee").fill_null(False), pl.col("dans_le_champ")
    series = {
        "peut": pl.lit(True),
        "fait": proved,
        "champ_peut": in_field.fill_null(True),
        "champ_fait": proved & in_field.fill_null(False),
    }
    rows = pl.scan_parquet(folder / "experiences.parquet").filter(
        pl.col("debut") <= as_of, pl.col("attestee").fill_null(True)
    )
    return lasting(rows, series, "18mo", as_of)


def stages(folder: Path, as_of: date) -> pl.LazyFrame:
    """Whether each dossier has, or may have, 3 months of stages."""
    series = {"stage_peut": pl.lit(True), "stage_fait": pl.col("atteste").fill_null(False)}
    rows = pl.scan_parquet(folder / "stages.parquet").filter(
        pl.col("debut") <= as_of, pl.col("atteste").fill_null(True)
    )
    return lasting(rows, series, "3mo", as_of)


def lasting(rows: pl.LazyFrame, series: dict[str, pl.Expr], length: str, as_of: date) -> pl.LazyFrame:
    """Whether the days of each series of spells, each once and put end to end, make that length.

    Rows are sorted once; dossiers are kept apart by a step that no count of days crosses, so that running
    totals over the whole column do for all of them.
    """
    names: Sequence[str] = list(series)
    start = pl.col("debut").to_physical().cast(pl.Int64)
    rows = (
        rows.select(
            "dossier",
            start=start,
            stop=pl.min_horizontal(pl.col("fin").fill_null(as_of), pl.lit(as_of)).to_physical().cast(pl.Int64)
            + 1,
            needed=pl.col("debut").dt.offset_by(length).to_physical().cast(pl.Int64) - start,
            **series,
        )
        .sort("dossier", "start")
        .with_columns(step=pl.col("dossier").rle_id().cast(pl.Int64) * STEP)
    )
    reached = {
        name: pl.when(name).then(pl.col("stop") + pl.col("step")).cum_max().forward_fill().shift(1)
        for name in names
    }
    rows = rows.with_columns(**{f"avant_{name}": before for name, before in reached.items()}).with_columns(
        **{
            name: pl.when(name)
            .then(
                (
                    pl.col("stop")
                    - pl.max_horizontal("start", (pl.col(f"avant_{name}") - pl.col("step")).fill_null(-STEP))
                ).clip(lower_bound=0)
            )
            .otherwise(0)
            for name in names
        }
    )
    # What is worked from a spell on: the total up to the dossier's end, less the total before it.
    sums = {f"avant_{name}": pl.col(name).cum_sum() - pl.col(name) for name in names}
    rows = rows.with_columns(**sums)
    return rows.group_by("dossier").agg(
        **{
            name: (
                (pl.col(f"avant_{name}") + pl.col(name)).max() - pl.col(f"avant_{name}") >= pl.col("needed")
            )
            .filter(pl.col(name) > 0)
            .any()
            for name in names
        }
    )


STEP = 10_000_000


def steps(folder: Path, as_of: date) -> pl.LazyFrame:
    """Which steps of each report are done on that day; null where nobody stated it."""

    def stated(name: str) -> pl.Expr:
        step = pl.col(name)
        return (
            pl.when(step == "oui")
            .then(True)
            .when(step == "non")
            .then(False)
            .otherwise(step <= as_of.isoformat())
        )

    return pl.scan_parquet(folder / "rapports.parquet").select(
        "dossier", **{name: stated(name) for name in STEPS}
    )


def waivers(folder: Path, as_of: date) -> pl.LazyFrame:
    """From which conditions each dossier is dispensed on that day."""
    return (
        pl.scan_parquet(folder / "derogations.parquet")
        .filter(pl.col("date") <= as_of, pl.col("jusqu_au").is_null() | (pl.col("jusqu_au") >= as_of))
        .group_by("dossier")
        .agg(**{f"dispense_{name}": (pl.col("condition") == name).any() for name in CONDITIONS})
    )
