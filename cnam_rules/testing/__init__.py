"""Hypothesis strategies to test with, for those who embed the library (they need `cnam-rules[testing]`)."""
