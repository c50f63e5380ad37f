"""The strategies of our tests are those of the shipped test kit."""

from cnam_rules.testing import *  # noqa: F403 - the kit says itself what it offers
