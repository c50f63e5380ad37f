"""Renderers: plain functions from a verdict to a text."""
