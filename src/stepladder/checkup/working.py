"""The work: whether a worker is there and in time, what failed, and what the auditor found."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db import connection

from stepladder import beats, bootstrap, environment
from stepladder.beats import unseal
from stepladder.checkup.check import Answer, Around, count_of, fine
from stepladder.core.values import lasted
from stepladder.service.lanes import in_words

_MOST_LISTED = 3


def worker(around: Around) -> Answer:
    """Somebody does the work, and said so a moment ago."""
    last = bootstrap.watch_port().last_beat()
    if last is None:
        return Answer("fail", "no worker has ever been at work", "Start 'stepladder serve', or 'stepladder worker'.")
    at, body = last
    beat = unseal(body, None, where="heartbeat")
    age = around.now - at
    ago = f"{lasted(age)} ago; it does so every {beat.every_seconds} s"
    said = f"{beat.worker} gave its last heartbeat {ago}"
    if age > beat.lasts:
        return Answer("fail", said, "Start the worker, or read its log: it says why its heartbeat stops.")
    # On SQLite every worker keeps its beat in this folder, too; a backup takes along those of the database alone.
    if connection.vendor == "sqlite" and not (around.folder / beats.FILE).exists():
        said = f"no worker has been at work here: {said}, in the folder of which this one is a copy"
        return Answer("fail", said, "Start 'stepladder serve', or 'stepladder worker'.")
    if beat.ill_peers:
        ways = ", ".join(in_words(one) for one in beat.ill_peers)
        return Answer("warn", f"{said}; nothing gets through {ways}", "Look at the page of deliveries for the reason.")
    return fine(said)


def overdue(around: Around) -> Answer:
    """Nothing waits that should have been done."""
    now, grace = around.desk.time.now(), environment.overdue_after()
    late = [one for one in bootstrap.watch_port().waiting(now, grace) if one.overdue]
    if not late:
        return fine(f"nothing has been due for more than {lasted(grace)}")
    kinds = Counter[str]()
    for one in late:
        kinds[one.kind] += one.overdue
    oldest = lasted(max(one.longest for one in late))
    said = ", ".join(f"{count} of kind {kind}" for kind, count in sorted(kinds.items()))
    return Answer(
        "fail", f"overdue: {said}; the oldest for {oldest}", "Start the worker, or read its log for what fails."
    )


def deliveries(around: Around) -> Answer:
    """Messages that did not go out, or of which nobody knows."""
    since = around.desk.time.now() - timedelta(days=7)
    states = Counter[str]()
    for workspace in around.desk.store.workspaces():
        states.update(around.desk.outbox.counts(workspace.id, ("dead", "uncertain"), since))
    if not states:
        return fine("no message of the last 7 days is dead or uncertain")
    said = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    return Answer(
        "warn", f"messages of the last 7 days: {said}", "Look at the page of deliveries, and send them again."
    )


def audit(around: Around) -> Answer:
    """What the auditor found and could not set right, and what it did set right."""
    port = bootstrap.audit_port(around.folder)
    counts = Counter[str]()
    for (_, of), count in port.counts().items():
        counts[of] += count
    standing, repaired = port.standing(_MOST_LISTED), counts["repaired"]
    done = f"{count_of(repaired, 'thing was', 'things were')} set right"
    if not standing:
        return fine(
            f"no finding of the auditor stands; {done}. The history is proved by 'stepladder audit verify', not here"
        )
    listed = "; ".join(f"{one.kind} {one.stream}: {one.said}" for one in standing)
    more = counts["standing"] - len(standing)
    if more > 0:
        listed = f"{listed}; {more} more, named in the log of the worker"
    count = count_of(counts["standing"], "finding of the auditor stands", "findings of the auditor stand")
    said = f"{count}, {done}: {listed}"
    return Answer(
        "fail",
        said,
        "Look each up in the reference of findings. Where events are amiss, 'stepladder audit verify' says which; "
        "then restore a backup.",
    )
