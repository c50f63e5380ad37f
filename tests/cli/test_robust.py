"""Whatever is typed or read ends in a documented status, and never in a traceback."""

import contextlib
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnam_rules import cli
from cnam_rules.cli import main
from cnam_rules.cli.output import Output
from tests.cli.support import AS_OF, FILES, Run, example
from tests.cli.test_terminal import PROGRAM, plain_environment

STATUSES = {0, 1, 2, 3}
WORDS = [
    *(
        "decide",
        "programme",
        "RNCP36625",
        "prix",
        "inscription",
        "financement=cpf",
        "jour=2024-06-21",
        "rules",
        "list",
        "show",
        "check",
        "test",
        "-",
        "--",
        "--json",
        "--lang",
        "fr",
        "en",
        "--help",
        "-h",
    ),
    *(
        "--version",
        "--as-of",
        "2025-11-03",
        "2024-02-30",
        "--reading",
        "experience-mixte=champ-partiel",
        "a=b",
    ),
    *("--ruleset", "titre-casp/jury", "--engine", "durable", "reference", "--as-of=2025-01-01", "--json=1"),
    *(str(path) for path in FILES[:4]),
    *(
        str(example("fautes")),
        "rules",
        "/",
        "nowhere.yaml",
        ".",
        "*",
        "",
        "@",
        "-x",
        "--lang=",
        "éà",
        "\udcff",
    ),
]


def quietly(arguments: list[str]) -> tuple[int, str, str]:
    """Runs a command on streams of its own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    written = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        written.append(stream.buffer.getvalue().decode("utf-8"))
    return status, written[0], written[1]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=8))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_arguments_end_in_a_documented_status(arguments: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}"), encoding="utf-8"))
        status, out, err = quietly(arguments)
    assert status in STATUSES
    assert "Traceback" not in out + err
    if status == 3:
        assert out + err
    if "--json" in arguments[: arguments.index("--")] if "--" in arguments else "--json" in arguments:
        assert "-h" in arguments or "--help" in arguments or "--version" in arguments or err == ""


@given(
    st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_for_a_dossier_or_a_rule_file(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "any.yaml"
    file.write_bytes(data)
    status, out, err = quietly(["decide", str(file), *AS_OF, "--json"])
    assert status == 3
    assert json.loads(out)["errors"]
    assert err == ""
    assert quietly(["rules", "check", str(file)])[0] == 3
    assert quietly(["rules", "test", str(file)])[0] == 3
    assert quietly(["decide", str(example("complet")), *AS_OF, "--ruleset", str(file)])[0] == 3


@given(st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_dossier_is_decided_or_told(tmp_path: Path, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(FILES)).read_bytes()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    file = tmp_path / "damaged"
    file.write_bytes(text[:start] + data.draw(st.binary(max_size=6)) + text[end:])
    status, out, err = quietly(["decide", str(file), *AS_OF, "--json"])
    assert (status in STATUSES, err) == (True, "")
    assert list(json.loads(out)) == ["errors"] if status == 3 else json.loads(out)["status"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing.yaml", "file-not-found"),
        ("", "file-is-a-folder"),
        ("a\nb", "file-not-found"),
        ("x" * 5000, "unreadable-file"),
        ("a\0.yaml", "unreadable-file"),
    ],
)
def test_files_that_can_not_be_read(run: Run, name: str, code: str) -> None:
    ran = run("decide", name, *AS_OF, "--json")
    assert ran.status == 3
    assert json.loads(ran.out)["errors"][0]["code"] == code
    assert run("decide", example("complet"), *AS_OF, "--ruleset", name).status == 3
    assert run("rules", "check", name).status == 3


def test_a_file_whose_name_is_not_unicode(run: Run) -> None:
    ran = run("decide", "caf\udce9.yaml", *AS_OF)
    assert ran.status == 3
    assert "caf?.yaml" in ran.err


# ------------------------------------------------------------------------------- the world goes away
def test_a_reader_that_goes_away_is_no_fault() -> None:
    with subprocess.Popen(
        [PROGRAM, "decide", *map(str, FILES * 20), *AS_OF, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment({}),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
    assert process.returncode == cli.READER_GONE


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="there is no /dev/full, the disk that is always full"
)
def test_an_answer_that_can_not_be_written_is_not_taken_for_a_verdict() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [PROGRAM, "decide", example("complet"), *AS_OF],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=plain_environment({}),
        )
    assert done.returncode == 70
    assert b"Traceback" not in done.stderr
    assert "n'a pas pu être écrite" in done.stderr.decode()


def test_ctrl_c_is_an_end_like_another() -> None:
    with subprocess.Popen(
        [PROGRAM, "decide", "-", *AS_OF],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment({}),
        # A shell that runs us in the background has us ignore Ctrl-C, and who is started by us would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no thread runs here
    ) as process:
        waiting_in_read(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (cli.INTERRUPTED, b"", b"")


def waiting_in_read(pid: int) -> None:
    """Waits until a process waits for its standard input."""
    for _ in range(400):
        time.sleep(0.05)
        try:
            if "pipe" in Path(f"/proc/{pid}/wchan").read_text(encoding="ascii"):
                return
        except OSError:
            break
    time.sleep(2)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    for arguments in (f"decide {example('complet')}", "decide -", f"decide {example('fautes')}"):
        done = subprocess.run(
            ["bash", "-c", f"{PROGRAM} {arguments} --as-of 2025-11-03 {closed}"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            env=plain_environment({}),
        )
        assert done.returncode in STATUSES
        assert b"Traceback" not in done.stderr


def test_a_stream_that_was_closed_in_this_process() -> None:
    stream = io.StringIO()
    stream.close()
    assert not Output("fr", stream, None).terminal


def test_an_interrupt_in_the_middle(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_command", interrupted)
    assert run("rules", "list").status == cli.INTERRUPTED


def test_a_defect_outside_any_file_is_told_as_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def defective(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(cli, "_command", defective)
    ran = run("rules", "list", "--lang", "en")
    assert (ran.status, ran.out) == (70, "")
    assert "ZeroDivisionError" in ran.err
    assert "secret" not in ran.err


def test_the_program_runs_as_installed_and_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "rules", "test", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        env={**plain_environment({}), "HOME": str(tmp_path)},
    )
    assert json.loads(done.stdout)["rulesets"][0]["failed"] == []
