"""The proof chain: whether this host has its key, and whether what is stored gets its seal soon."""

from __future__ import annotations

from stepladder import environment, home
from stepladder.checkup.check import Answer, Around, count_of, fine
from stepladder.service.ports_proof import MOST_COUNTED, WrongKey


def chain(around: Around) -> Answer:
    """The key at hand is the one of the history, and the sealer keeps up."""
    proof = around.desk.proof
    try:
        proof.check_key()
    except WrongKey as fault:
        return Answer("fail", f"{fault.where}: {fault.what}", fault.mend)
    name = proof.fingerprint()
    key = f"the key is {name} ({home.chain_key_from(around.folder)})" if name else "there is no key yet"
    backlog = proof.backlog()
    if backlog is None:
        return fine(f"{key}; every event has its seal")
    now, grace = around.desk.time.now(), environment.overdue_after()
    oldest, stands = ((now - one).total_seconds() for one in (backlog.oldest_at, backlog.stands_since))
    more = " or more" if backlog.events >= MOST_COUNTED else ""
    wait = count_of(backlog.events, f"event{more} waits", f"events{more} wait")
    said = f"{key}; {wait} for a seal, the oldest for {max(0, oldest):.0f} s"
    if stands <= grace.total_seconds():
        return fine(said)
    return Answer(
        "fail",
        f"{said}, and none was given for {stands:.0f} s",
        "Start the worker, or read its log: the sealer says there what keeps it.",
    )
