"""How many random examples the slower laws take, as a share of what the profile asks for."""

from hypothesis import settings

HALF = settings(max_examples=max(10, settings().max_examples // 2))
"""For laws that decide several times for each example."""
