"""titre-casp/jury decided otherwise over tables, in six ways: what `cnam_rules.screen` is measured against.

Four are written by hand; two put what they can to another rule engine, which `make bench-peers` installs.

Each has `statuses(folder, as_of, to)`: it reads a folder of Parquet tables and writes one row for each
dossier, with the verdict's status and each condition's, as retained. None gives a reason, a duration, a
shortfall, or another reading. One, `by_hand_checked.sql`, gives no verdict where a row can't be right; the
others believe every row. `tests/cohorts/test_peers.py` compares each with `cnam_rules.decide`.
"""
