"""The colours of verdicts and timelines stand out in light, in dark and on paper, as WCAG 2.2 measures it."""

import re
from pathlib import Path

import pytest

import cnam_rules

STYLES = Path(cnam_rules.__file__).parent / "render"
THEMES = {"light": 0, "dark": 1, "print": 2}
LEAST_FOR_TEXT = 4.5
LEAST_FOR_SHAPES = 3.0


def colours(file: str, theme: str) -> dict[str, str]:
    """The variables of a theme: those of the light one stand first, and each theme sets all of them."""
    css = (STYLES / file).read_text(encoding="utf-8")
    blocks = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r"\{([^{}]*--[^{}]*#[^{}]*)\}", css)
    ]
    found = [block for block in blocks if len(block) > 1]
    assert [set(block) for block in found] == [set(found[0])] * len(THEMES)
    return found[THEMES[theme]]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_it_is_defined() -> None:
    assert contrast("#fff", "#000") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_of_a_verdict_stands_out(theme: str) -> None:
    found = colours("verdict.css", theme)
    pairs = [(name, "fond") for name in ("encre", "pale", "oui", "non", "inconnu", "neutre", "dispense")]
    pairs += [(name, f"{name}-fond") for name in ("oui", "non", "inconnu", "neutre", "dispense")]
    pairs += [("encre", f"{name}-fond") for name in ("oui", "non", "inconnu", "neutre", "dispense")]
    pairs += [("encre", "creux"), ("pale", "creux")]
    low = [(one, other) for one, other in pairs if contrast(found[one], found[other]) < LEAST_FOR_TEXT]
    assert low == []


@pytest.mark.parametrize("theme", THEMES)
def test_everything_on_a_timeline_stands_out(theme: str) -> None:
    found = colours("timeline.css", theme)
    texts = [("f-encre", "f-fond"), ("f-pale", "f-fond"), ("f-seuil", "f-fond"), ("f-jour", "f-fond")]
    assert [pair for pair in texts if contrast(*(found[name] for name in pair)) < LEAST_FOR_TEXT] == []
    shapes = [("f-plein", "f-fond"), ("f-stage", "f-fond"), ("f-plein", "f-aire"), ("f-seuil", "f-aire")]
    assert [pair for pair in shapes if contrast(*(found[name] for name in pair)) < LEAST_FOR_SHAPES] == []
