"""`python -m cnam_rules` is `cnam-rules`."""

import sys

from cnam_rules.cli import main

if __name__ == "__main__":
    sys.exit(main())
