"""The JavaScript programs that some tests drive; `make node` installs them."""

import os
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node"
"""Where they are installed, and where the scripts that use them stand."""


def node(*packages: str) -> str:
    """Gives the path of node, once these packages are there; without them the test is skipped, or fails.

    With ``CNAM_RULES_NODE=required``, as in CI, a test that can't run is a test that fails.
    """
    found = shutil.which("node")
    missing = [name for name in packages if not (FOLDER / "node_modules" / name).is_dir()]
    if found is not None and not missing:
        return found
    reason = (
        "node is not installed" if found is None else f"`make node` was not run: {', '.join(missing)} missing"
    )
    if os.environ.get("CNAM_RULES_NODE") == "required":
        pytest.fail(reason)
    pytest.skip(f"{reason}; what is compared with JavaScript programs is not checked")
