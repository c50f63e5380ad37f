"""axe-core finds nothing that keeps anybody from reading a verdict, a notice or a cohort.

In jsdom everywhere `make node` was run; and in Chromium, which lays pages out and so measures colours too,
where there is one: `chromium` on the PATH, or the program that `CNAM_RULES_CHROMIUM` names.
"""

import html
import json
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cnam_rules import advise, load, notice, plan, programme, what_if
from cnam_rules.render.cohort import cohort_html
from tests.cli.support import example
from tests.nodes import FOLDER, node
from tests.render.pages import DAY, EXAMPLES, HOSTILE, LANGUAGES, decided, hostile

SHOWN = ("experience-mixte", "emploi-en-cours", "pieces-manquantes", "derogation-stage", "complet")
LEAST_PASSED = 15
"""Rules of axe-core that have something to look at on a page of ours."""

UNSEEN = {"landmark-one-main", "page-has-heading-one"}
"""What axe-core can't tell where nothing is laid out, and Chromium can."""

RUN = """<script>%s</script><pre id="trouve"></pre><script>
axe.run({exclude: [["#trouve"]]}, {resultTypes: ["violations", "passes"]}).then((found) => {
  const told = found.violations.map(({id, nodes}) => [id, nodes.map(({html}) => html.slice(0, 200))]);
  const passes = found.passes.map(({id}) => id);
  document.getElementById("trouve").textContent = JSON.stringify({violations: told, passes});
});
</script>"""


def pages() -> dict[str, str]:
    """Verdicts of every status, in both languages, with hostile names; the other pages; a cohort of all."""
    found = {f"{name}-{lang}": decided(name).html(lang) for name in SHOWN for lang in LANGUAGES}
    found |= {f"hostile-{index}": hostile(HOSTILE[index]).html() for index in (0, 8, 9)}
    found |= {f"notice-{lang}": notice(decided("derogation-stage")).html(lang) for lang in LANGUAGES}
    dossier = load(example("dix-sept-mois-vingt-neuf-jours"))
    advice, supposed = advise(dossier, as_of=DAY), what_if(dossier, as_of=DAY).on(date(2026, 1, 1))
    for lang in LANGUAGES:
        found |= {f"advice-{lang}": advice.html(lang), f"what-if-{lang}": supposed.html(lang)}
        found |= {f"hypothesis-{lang}": supposed.verdict.html(lang)}
        found |= {f"plan-{lang}": plan(programme("RNCP36625"), ["AST005", "TET007"], DAY).html(lang)}
    every = [decided(name) for name in EXAMPLES]
    found |= {f"cohort-{lang}": cohort_html(every, lang, undecided=["x"]) for lang in LANGUAGES}
    return found


def test_axe_finds_no_violation() -> None:
    command = [node("axe-core", "jsdom"), str(FOLDER / "axe.mjs")]
    named = pages()
    faulty = "<!doctype html><html><head><title>x</title></head><body><img src='x'><h3>y</h3></body></html>"
    asked = json.dumps([*named.values(), faulty])
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=600, check=True)
    *results, wrong = json.loads(done.stdout)
    assert {rule for rule, _ in wrong["violations"]} >= {"html-has-lang", "image-alt"}
    found = {name: result["violations"] for name, result in zip(named, results, strict=True)}
    assert {name: violations for name, violations in found.items() if violations} == {}
    assert {rule for result in results for rule, _ in result["incomplete"]} <= UNSEEN
    assert min(result["passes"] for result in results) >= LEAST_PASSED


def chromium() -> str:
    found = os.environ.get("CNAM_RULES_CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.skip("no chromium on the PATH: what axe-core says of laid-out pages is not checked here")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_once_pages_are_laid_out(tmp_path: Path, theme: str) -> None:
    browser = chromium()
    node("axe-core")
    axe = (FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    named = {name: page for name, page in pages().items() if name.endswith("-fr") or theme == "light"}
    for name, page in named.items():
        result = laid_out(browser, page.replace("</body>", RUN % axe + "</body>"), tmp_path, theme)
        assert result["violations"] == [], name
        assert "color-contrast" in result["passes"], name


def laid_out(browser: str, page: str, folder: Path, theme: str) -> dict[str, Any]:
    """What axe-core wrote into a page that the browser opened."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8", errors="replace")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom"]
    if theme == "dark":
        options.append("--blink-settings=preferredColorScheme=0")
    command = [browser, *options, f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    written = re.search(r'<pre id="trouve">(.*?)</pre>', done.stdout, re.DOTALL)
    assert written is not None
    result: dict[str, Any] = json.loads(html.unescape(written[1]))
    return result
