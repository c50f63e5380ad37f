"""What a test does when something that it needs isn't here."""

import os
from typing import NoReturn

import pytest


def cannot_run(reason: str, *, unless: str) -> NoReturn:
    """Skips the test, telling why; fails it where the variable `unless` of the environment is ``required``.

    `make databases`, `make notebooks`, `make peers` and `.ci/run` require what they install.
    """
    if os.environ.get(unless) == "required":
        pytest.fail(reason)
    pytest.skip(reason)  # told at the end of the run, and no check is lost: `.ci/run` requires each, above
