"""Renderers: plain functions from a verdict, or from a rule set, to a text."""
