"""`python -m bench.peers.ours FOLDER`: what the others are asked, asked of the desk on SQLite."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from bench.peers.asked import DUE, answer, at
from stepladder import bootstrap

CALM = "We all see another company's invoices."


class HandClock:
    """A time port that is moved by hand."""

    shifted = True

    def __init__(self) -> None:
        self.at = at("2025-06-11T15:00:00+00:00")

    def now(self) -> datetime:
        return self.at


def main(folder: Path) -> None:
    bootstrap.setup(folder)
    from stepladder.service.desk import Desk
    from stepladder.service.intake import receive_signal
    from stepladder.service.sending import lanes, send_due
    from stepladder.service.ticking import tick_due
    from stepladder.worker.prepare import fill, set_up_tables

    set_up_tables()
    clock = HandClock()
    desk: Desk = bootstrap.build(clock)
    fill(desk, folder, demo=False)
    workspace = desk.store.workspaces()[0].id

    def opened(name: str) -> str:
        signal = {"text": CALM, "triggers": ["breach"], "conversation": name}
        body = {"signal": signal, "customer": {"id": name, "name": name}}
        taken = receive_signal(desk, workspace, "bench", name, msgspec.json.encode(body))
        case: str = msgspec.json.decode(taken.body)["case"]
        send_all()
        return case

    def send_all() -> None:
        for lane in lanes(desk):
            while send_due(desk, lane, lambda: 1.0) == lane.batch:
                pass

    def told(case: str, purpose: str = "") -> int:
        """How many messages a pass at this moment sends about a case."""
        before = len(_sent(case, purpose))
        while tick_due(desk).seen:
            pass
        send_all()
        return len(_sent(case, purpose)) - before

    def _sent(case: str, purpose: str) -> list[str]:
        lines = desk.store.deliveries(workspace, case=case)
        return [one.to for one in lines if one.sent_at is not None and purpose in one.purpose]

    def second_pass() -> bool:
        case = opened("second")
        clock.at += timedelta(minutes=31)
        return told(case, "missed") > 0 and told(case) == 0

    def warning() -> bool:
        case = opened("warned")
        clock.at += timedelta(minutes=16)
        first = told(case)
        clock.at += timedelta(minutes=1)
        return first == _marks(case) and told(case) == 0

    def _marks(case: str) -> int:
        """How many clocks passed their first mark."""
        return sum(one.type == "clock_at_risk" for one in desk.store.events(workspace, case))

    def unassigned() -> bool:
        case = opened("nobodys")
        clock.at += timedelta(minutes=31)
        found = desk.store.load_case(workspace, case)
        return found is not None and not found.owner_is_person and told(case, "missed") > 0

    def each() -> tuple[float, float]:
        for number in range(DUE):
            opened(f"due-{number}")
        # Its two marks are passed before; what is measured is one deadline, as for the others.
        for _ in range(2):
            clock.at += timedelta(minutes=15)
            while tick_due(desk).seen:
                pass
            send_all()
        clock.at += timedelta(minutes=1)
        before = len(desk.store.deliveries(workspace, states=("delivered",), limit=100_000))
        started = time.process_time()
        ticked = 0
        while (report := tick_due(desk)).seen:
            ticked += report.ticked
        send_all()
        assert ticked >= DUE, ticked
        cpu = time.process_time() - started
        after = len(desk.store.deliveries(workspace, states=("delivered",), limit=100_000))
        return cpu / ticked * 1e3, (after - before) / ticked

    claims: dict[str, Callable[[], bool]] = {
        "second pass": second_pass,
        "holiday": _holiday,
        "zone": _zone,
        "warning once": warning,
        "unassigned": unassigned,
    }
    answer(claims, each, "")


_OFFICE = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def _holiday() -> bool:
    import stepladder

    calendar = stepladder.Calendar("America/New_York", hours=_OFFICE, holidays=[date(2025, 7, 4)])
    return calendar.deadline(at("2025-07-03T19:00:00+00:00"), timedelta(hours=4)) == at("2025-07-07T15:00:00+00:00")


def _zone() -> bool:
    import stepladder

    calendar = stepladder.Calendar("America/New_York", hours=_OFFICE)
    return calendar.deadline(at("2025-06-10T19:00:00+00:00"), timedelta(hours=4)) == at("2025-06-11T15:00:00+00:00")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
