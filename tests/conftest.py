"""Hypothesis profiles, chosen by ``HYPOTHESIS_PROFILE`` (else ``ci`` where ``CI`` is set, else ``dev``)."""

import os
import re

from hypothesis import HealthCheck, settings

# A shared or loaded machine makes an example slow without making it wrong: no deadline anywhere.
settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", parent=settings.get_profile("ci"), max_examples=20)
settings.register_profile("thorough", parent=settings.get_profile("dev"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names a test after its texts in plain characters, so that tools can ask for it by its name."""
    text = ascii(val)[2:-1] if isinstance(val, bytes) else val
    if not isinstance(text, str) or re.fullmatch(r"[A-Za-z0-9_.@-]+", text):
        return None
    return re.sub(r"[^A-Za-z0-9_.@-]+", "-", text)[:60] or "empty"
