"""JupyterLab and marimo, really served: on this machine alone, on a free port, with a copy of the notebooks.

Whatever happens, they are ended with all that they started, kernels included.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.notebooks.ready import FOLDER

__all__ = ["jupyterlab", "marimo"]

PATIENCE_SECONDS = 60
SETTINGS: Mapping[str, Mapping[str, object]] = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes": {"adaptive-theme": True},
    "extensionmanager-extension/plugin": {"enabled": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}
"""JupyterLab asks nobody for news, follows the system's theme, and lays out cells out of sight too."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def copied(folder: Path) -> Path:
    """A copy of the examples, so that what is saved while they are open stays out of the checkout."""
    target = folder / "examples"
    shutil.copytree(FOLDER.parent, target, ignore=shutil.ignore_patterns("__pycache__", "__marimo__"))
    return target


@contextmanager
def served(command: Sequence[str], port: int, path: str, folder: Path, **more: str) -> Iterator[None]:
    """Runs a server until the block ends; it is there once it answers at a path.

    Raises:
        RuntimeError: it ended, or didn't answer in time; with what it printed.
    """
    log = folder / "server.log"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **more}
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while not answers(port, path):
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} can't be served:\n{log.read_text(errors='replace')}")
            time.sleep(0.2)
        yield
    finally:
        stop(server)


def answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends a server and all of its session: asked first, since JupyterLab then ends its kernels."""
    server.terminate()
    with suppress(subprocess.TimeoutExpired):  # then it is ended with its children below
        server.wait(timeout=15)
    with suppress(ProcessLookupError):  # all of them have ended
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=15)


@contextmanager
def jupyterlab(folder: Path, notebook: str = "explore.ipynb") -> Iterator[str]:
    """Serves JupyterLab, which keeps nothing outside the folder; gives the address of the notebook."""
    examples, port, token = copied(folder), free_port(), secrets.token_hex(16)
    settings = folder / "settings"
    for name, values in SETTINGS.items():
        file = settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    command = [
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.terminals_enabled=False",
        f"--ServerApp.root_dir={examples}",
        f"--IdentityProvider.token={token}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    places = {name: str(folder / place) for name, place in own.items()}
    with served(command, port, f"/api/status?token={token}", folder, **places):
        yield f"http://127.0.0.1:{port}/doc/tree/notebooks/{notebook}?token={token}"


@contextmanager
def marimo(folder: Path) -> Iterator[str]:
    """Serves the marimo app; gives its address."""
    examples, port = copied(folder), free_port()
    command = [
        "marimo",
        "run",
        str(examples / "notebooks" / "sliders.py"),
        "--headless",
        "--host=127.0.0.1",
        f"--port={port}",
        "--no-token",
        "--no-sandbox",
    ]
    places = {"XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}
    with served(command, port, "/health", folder, **{name: str(folder / p) for name, p in places.items()}):
        yield f"http://127.0.0.1:{port}/"
