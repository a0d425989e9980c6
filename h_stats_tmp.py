import sys
from collections import Counter

from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.property.case.test_work_life import WorkLife

seen = Counter()
refs = Counter()
n = 0


class L(WorkLife):
    def teardown(self):
        global n
        n += 1
        if hasattr(self, "play"):
            seen.update(type(e.event).__name__ for e in self.play.events)
            refs[len(self.play.events) // 10] += 1


run_state_machine_as_test(
    seed(int(sys.argv[1]))(L),
    settings=settings(
        max_examples=int(sys.argv[2]), stateful_step_count=int(sys.argv[3]), deadline=None, database=None
    ),
)
print(n, seen.most_common())
print(sorted(refs.items()))
