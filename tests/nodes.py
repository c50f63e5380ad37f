"""The JavaScript programs that some tests drive; `make node` installs them."""

import shutil
from pathlib import Path

from tests.absent import cannot_run

FOLDER = Path(__file__).parent / "node"
"""Where they are installed, and where the scripts that use them stand."""
REQUIRED = "CNAM_RULES_NODE"


def node(*packages: str) -> str:
    """Gives the path of node, once these packages are there; without them the test is skipped, or fails.

    With ``CNAM_RULES_NODE=required``, as in CI, a test that can't run is a test that fails.
    """
    found = shutil.which("node")
    missing = [name for name in packages if not (FOLDER / "node_modules" / name).is_dir()]
    unseen = "what is compared with JavaScript programs is not checked"
    if found is None:
        cannot_run(f"node is not installed; {unseen}", unless=REQUIRED)
    if missing:
        cannot_run(f"`make node` was not run: {', '.join(missing)} missing; {unseen}", unless=REQUIRED)
    return found
