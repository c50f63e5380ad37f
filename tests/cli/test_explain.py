"""`cnam-rules explain`: a code of a fault, in words, on a terminal without the network."""

from __future__ import annotations

import json

from cnam_rules.cli.explain import explained
from tests.cli.support import Run

UNKNOWN_UE = """\
unknown-ue

“…” is not a UE of the programme …, which knows: ….
The code is no unit's of the programme. A near one is suggested, but never chosen in your place.

→ If the UE comes from another programme, add “hors_programme: oui”.

Example:
  dossier.yaml
    ue:
      - {code: FPGO03}
  $ cnam-rules decide dossier.yaml --as-of 2025-11-03
"""


def test_a_code_is_explained_with_its_example(run: Run) -> None:
    ran = run("explain", "unknown-ue", "--lang", "en")
    assert (ran.status, ran.out, ran.err) == (0, UNKNOWN_UE, "")
    assert run("explain", "[unknown-ue]", "--lang", "en").out == UNKNOWN_UE


def test_french_has_its_spaces(run: Run) -> None:
    out = run("explain", "several-documents").out
    assert "«\u00a0---\u00a0» commence un autre document\u202f; un fichier" in out


def test_several_codes_stand_one_below_the_other(run: Run) -> None:
    out = run("explain", "empty", "defect", "pdf-unavailable", "--lang", "en").out
    assert out.index("empty\n") < out.index("\n\ndefect\n") < out.index("\n\npdf-unavailable\n")
    assert "(the library itself at fault: ZeroDivisionError())" in out
    assert "(without typst, which isn't installed)" in out


def test_an_example_in_python_is_shown_as_it_is(run: Run) -> None:
    out = run("explain", "not-held", "--lang", "en").out
    assert '    cnam_rules.what_if(dossier, as_of=date(2025, 11, 3)).without_ue("CCE001")\n' in out


def test_without_a_code_every_one_is_told_in_a_line(run: Run) -> None:
    lines = run("explain", "--lang", "en").out.splitlines()
    assert [line.split()[0] for line in lines] == ["code", *explained()]


def test_a_name_that_is_no_code_is_told_with_the_one_meant(run: Run) -> None:
    ran = run("explain", "unknown-eu", "empty", "--lang", "en")
    assert (ran.status, ran.out) == (3, "")
    assert "[usage-unknown-code]" in ran.err
    assert "did you mean “unknown-ue”?" in ran.err


def test_as_json_the_files_are_whole(run: Run) -> None:
    (told,) = json.loads(run("explain", "unknown-ue", "--json").out)["codes"]
    assert set(told) == {"code", "page", "message", "meaning", "hint", "example"}
    assert told["example"]["files"] == {
        "dossier.yaml": "ue:\n  - {code: FPGO03}\ndossier: D-1\nprogramme: RNCP36625\n"
    }
    python = json.loads(run("explain", "not-held", "--json").out)["codes"][0]["example"]
    assert "without_ue" in python["python"]


def test_whatever_is_told_says_its_code_where_it_stands(run: Run) -> None:
    ran = run("decide", "nothing.yaml", "--as-of", "2025-11-03")
    assert ran.err.splitlines()[0] == "nothing.yaml [file-not-found]"
