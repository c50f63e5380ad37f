"""A candidate made of sliders: the verdict, the timeline and what would do follow live. A marimo app.

    marimo run examples/notebooks/sliders.py     the app alone, to play with
    marimo edit examples/notebooks/sliders.py    with its cells, to read and change
    python examples/notebooks/sliders.py         runs every cell once and shows nothing

Each number makes a dossier that is invented, and decided as any other.
"""

# /// script
# [tool.marimo.display]
# theme = "system"
# ///

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="A candidate made of sliders")

with app.setup:
    from datetime import date, timedelta
    from fractions import Fraction

    import marimo as mo
    from dateutil.relativedelta import relativedelta

    import cnam_rules
    from cnam_rules.render.html import outline_article, verdict_article, verdict_style
    from cnam_rules.widget import explore

    # The day of the decision, which is always given: nothing reads the clock.
    AS_OF = date(2025, 11, 3)
    RULES = cnam_rules.ruleset("titre-casp/jury")
    # The units of the title, in the order of its page.
    UNITS = RULES.fiche.groups["obligatoires"]
    # The days on which the invented report is written, defended and validated.
    REPORT = (date(2025, 9, 1), date(2025, 10, 6), date(2025, 10, 10))


@app.function
def invented(*, months_in: int, months_out: int, units: int, stage: int, steps: int) -> cnam_rules.Dossier:
    """A dossier of so much: spells that follow each other up to the day of the decision, all certified.

    Args:
        months_in: months of work in the title's field, the latest.
        months_out: months of work outside the field, before those.
        units: how many units are validated, the first of the title's list.
        stage: months of internship, before all work.
        steps: how many steps of the report are taken: written, defended, validated.
    """
    end = AS_OF + timedelta(days=1)  # the day after the last one worked
    spells = []
    for months in (months_in, months_out, stage):
        start = end - relativedelta(months=months)
        spells.append((start, end - timedelta(days=1)))
        end = start
    named = (("Conseillère emploi", months_in, True), ("Vendeuse", months_out, False))
    jobs = [
        cnam_rules.Experience(name, *spell, dans_le_champ=in_field, attestee=True, quotite=Fraction(1))
        for (name, months, in_field), spell in zip(named, spells, strict=False)
        if months
    ]
    placement = cnam_rules.Stage("Mission locale", *spells[2], dans_le_champ=True, atteste=True)
    days = [REPORT[step] if step < steps else False for step in range(len(REPORT))]
    return cnam_rules.Dossier(
        "D-INVENTE",
        RULES.programme,
        date(2023, 10, 2),
        ue=tuple(cnam_rules.Ue(code) for code in UNITS[:units]),
        experiences=tuple(reversed(jobs)),
        stages=(placement,) if stage else (),
        rapport=cnam_rules.Rapport(*days),
    )


@app.cell(hide_code=True)
def _():
    mo.md("""
    # A candidate made of sliders

    Move a slider, on the left: an invented *dossier* (a candidate's file) is decided again, by the rules of
    the title RNCP 36625. *Dans le champ* is said of work that belongs to the title's own field; a *stage* is
    an internship, a *UE* a course unit, the *rapport* the report on the candidate's experience.
    """)
    return


@app.cell(hide_code=True)
def controls():
    def _slider(most: int, value: int, label: str) -> mo.ui.slider:
        return mo.ui.slider(0, most, value=value, show_value=True, full_width=True, label=label)

    months_in = _slider(36, 10, "Months of work in the field (*dans le champ*)")
    months_out = _slider(36, 10, "Months of work outside the field")
    stage = _slider(6, 0, "Months of *stage*")
    units = _slider(len(UNITS), len(UNITS), "*UE* validated")
    steps = _slider(3, 3, "Steps of the *rapport*: 1 written, 2 defended, 3 validated")
    lang = mo.ui.radio({"English": "en", "français": "fr"}, value="English", label="Verdicts in", inline=True)
    mo.sidebar([mo.md("## The candidate"), months_in, months_out, stage, units, steps, lang], width="22rem")
    return lang, months_in, months_out, stage, steps, units


@app.cell
def decided(lang, months_in, months_out, stage, steps, units):
    dossier = invented(
        months_in=months_in.value,
        months_out=months_out.value,
        units=units.value,
        stage=stage.value,
        steps=steps.value,
    )
    verdict = cnam_rules.decide(dossier, as_of=AS_OF, ruleset=RULES)
    mo.Html(verdict_style() + verdict_article(verdict, lang.value, level=2))
    return (dossier,)


@app.cell
def advised(dossier, lang):
    advice = cnam_rules.advise(dossier, as_of=AS_OF, ruleset=RULES)
    mo.Html(verdict_style() + outline_article(advice.outline(lang.value), lang.value, level=2))
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## What if

    From there on, suppose something more: the verdict above stays, and what would be decided says that it is
    a hypothesis.
    """)
    return


@app.cell
def supposed(dossier, lang):
    widget = mo.ui.anywidget(explore(dossier, as_of=AS_OF, ruleset=RULES, lang=lang.value))
    widget
    return


if __name__ == "__main__":
    app.run()
