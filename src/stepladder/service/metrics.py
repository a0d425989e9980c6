"""The text format of Prometheus, version 0.0.4: how the desk stands, for a program that asks again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stepladder.service.counting import AUDITED, INTAKE, LEFT_ALONE, ROUNDS
from stepladder.service.made import Made
from stepladder.service.ports_due import BOUNDS, DueRecord, Waiting

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]
_OUTCOMES = ("accepted", "duplicate", "refused")
_KINDS = ("case", "aggregate", "reaction", "delivery")


class Family(Made, frozen=True):
    """One metric with its samples: (suffix of its name, labels, value)."""

    name: str
    kind: str
    help: str
    samples: tuple[tuple[str, Labels, float], ...]


def written(families: Iterable[Family]) -> str:
    """The document."""
    return "".join(line for family in families for line in _lines(family))


def families(
    gauges: Mapping[str, Any],
    waiting: Iterable[Waiting],
    counts: Mapping[tuple[str, str], int],
    workers: Iterable[DueRecord],
    *,
    release: str,
    heartbeat_age: float | None,
) -> tuple[Family, ...]:
    """All metrics.

    Takes: gauges, waiting - as the `WatchPort` gives them; workers - what each says of its due loop; heartbeat_age -
    seconds, None where none beat.
    """
    workers = tuple(workers)
    due, overdue, oldest = Counter[str](), Counter[str](), dict[str, float]()
    for one in waiting:
        # Whoever is to send it, it is a message that has not gone out.
        kind = "delivery" if one.kind == "sending" else one.kind
        due[kind] += one.count
        overdue[kind] += one.overdue
        oldest[kind] = max(oldest.get(kind, 0.0), one.longest.total_seconds())
    urgencies = {str(urgency): gauges["open"].get(urgency, 0) for urgency in (0, 1, 2, 3)}
    return (
        _gauge("info", "What runs; always 1.", [({"release": release}, 1)]),
        _gauge("open_cases", "Open cases by urgency, 3 for critical.", _by("urgency", urgencies)),
        _gauge("due", "What is due and not yet done, by kind.", _by("kind", due, _KINDS)),
        _gauge(
            "overdue",
            "Of what is due, what has been for too long: STEPLADDER_HEARTBEAT_OVERDUE.",
            _by("kind", overdue, _KINDS),
        ),
        _gauge(
            "oldest_due_seconds",
            "For how long the oldest of what is due has been so.",
            _by("kind", oldest, _KINDS),
        ),
        _gauge(
            "deliveries",
            "Messages that did not go out, by state and channel.",
            [
                ({"state": state, "channel": channel}, count)
                for (state, channel), count in sorted(gauges["deliveries"].items())
            ],
        ),
        _gauge("reactions_waiting", "Commands that events caused elsewhere, not yet run.", [({}, gauges["reactions"])]),
        _gauge("unsealed_events", "Events without a place in the chain, at most 10000.", [({}, gauges["unsealed"])]),
        _gauge(
            "audit_findings",
            "What the auditor found, by kind and state.",
            [({"kind": kind, "state": state}, count) for (kind, state), count in sorted(gauges["findings"].items())],
        ),
        _gauge(
            "heartbeat_age_seconds",
            "Since the last heartbeat of any worker.",
            [] if heartbeat_age is None else [({}, heartbeat_age)],
        ),
        _counter(
            "intake_signals_total",
            "Signals by what became of them.",
            [({"outcome": outcome}, counts.get((INTAKE, outcome), 0)) for outcome in _OUTCOMES],
        ),
        _counter("audited_rows_total", "Rows that the auditor looked at.", [({}, counts.get((AUDITED, ""), 0))]),
        _counter(
            "audit_left_rows_total",
            "Of these, those that hold what only a later release knows.",
            [({}, counts.get((LEFT_ALONE, ""), 0))],
        ),
        _counter("audit_rounds_total", "Rounds of the auditor over the desk.", [({}, counts.get((ROUNDS, ""), 0))]),
        _counter(
            "failed_wake_ups_total", "Wake-ups that failed, by worker.", [(_of(one), one.failed) for one in workers]
        ),
        _counter("clock_jumps_total", "Times the clock was moved.", [(_of(one), one.jumps) for one in workers]),
        _lateness(workers),
    )


def _lateness(workers: Iterable[DueRecord]) -> Family:
    return Family(
        "stepladder_wake_up_lateness_seconds",
        "histogram",
        "From the instant a case or aggregate was due to the tick that noticed it.",
        tuple(sample for one in workers for sample in _late(one)),
    )


def _late(worker: DueRecord) -> Iterator[tuple[str, Labels, float]]:
    total = 0
    for edge, count in zip((*(f"{bound:g}" for bound in BOUNDS), "+Inf"), worker.counts, strict=True):
        total += count
        yield "_bucket", {**_of(worker), "le": edge}, total
    yield "_sum", _of(worker), worker.seconds_late
    yield "_count", _of(worker), total


def _of(worker: DueRecord) -> Labels:
    return {"worker": worker.worker}


def _gauge(name: str, help_: str, samples: Iterable[tuple[Labels, float]]) -> Family:
    return Family(f"stepladder_{name}", "gauge", help_, tuple(("", labels, value) for labels, value in samples))


def _counter(name: str, help_: str, samples: Iterable[tuple[Labels, float]]) -> Family:
    return Family(f"stepladder_{name}", "counter", help_, tuple(("", labels, value) for labels, value in samples))


def _by(label: str, values: Mapping[str, float], known: Iterable[str] = ()) -> list[tuple[Labels, float]]:
    names = dict.fromkeys([*known, *values])
    return [({label: name}, values.get(name, 0)) for name in names]


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help}\n"
    yield f"# TYPE {family.name} {family.kind}\n"
    for suffix, labels, value in family.samples:
        inside = ",".join(f'{name}="{_escaped(said)}"' for name, said in labels.items())
        yield f"{family.name}{suffix}{'{' + inside + '}' if inside else ''} {_number(value)}\n"


def _escaped(said: str) -> str:
    return said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(float(value), 3))
