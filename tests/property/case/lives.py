"""Lives of a case for as long as you like, each from a seed that is told: `make lives`.

STEPLADDER_STATE_MINUTES says for how long (10), STEPLADDER_STATE_SEED from which seed on (1).
"""

from __future__ import annotations

import os
import sys
import time

from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.property.case.test_work_life import WorkLife

MANY = settings(max_examples=200, stateful_step_count=80, deadline=None, database=None)


def main() -> int:
    """Run the machine again and again, from the next seed each time; a life that breaks a law ends it with its steps"""
    minutes = float(os.environ.get("STEPLADDER_STATE_MINUTES", "10"))
    number = int(os.environ.get("STEPLADDER_STATE_SEED", "1"))
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        print(f"lives from seed {number}", file=sys.stderr, flush=True)
        run_state_machine_as_test(seed(number)(WorkLife), settings=MANY)
        number += 1
    print(f"No life broke a law up to seed {number - 1}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
