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
    pytest.skip(reason)  # what can't be run isn't checked: pytest tells it, with the reason, at the end
