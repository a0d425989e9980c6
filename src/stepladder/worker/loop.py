"""The due loop: wakes cases, runs reactions, sleeps until the next instant. The database is the truth, nothing is kept.

A pass over an idle desk asks for the next instant by index and takes no lock, however many cases are open.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connections

from stepladder.core.values import DeskError
from stepladder.service.desk import Desk
from stepladder.service.lanes import in_words
from stepladder.service.ports import DueReport, Lane
from stepladder.service.reacting import run_reactions
from stepladder.service.sending import SenderLane, lanes, send_due, settle_own
from stepladder.service.ticking import BATCH, tick_aggregates, tick_due
from stepladder.stopping import Stopping
from stepladder.worker.bell import Bell
from stepladder.worker.clock_watch import ClockWatch
from stepladder.worker.telling import Account

_log = logging.getLogger(__name__)
LONGEST_SLEEP = 1.0
"""Seconds. Clocks may jump and other hosts store work, so nobody sleeps longer."""
_LONGEST_PAUSE = 30.0
_LAST_SECONDS = 8.0
"""For a try that is under way when the worker is to end. `serve` waits a little longer than that."""


class Worker:
    """One due loop and one sender per lane, each in a thread of its own. `run` returns after `stop`."""

    def __init__(self, desk: Desk, bell: Bell) -> None:
        self._desk, self._bell = desk, bell
        self._stopping = Stopping()
        self.lanes = lanes(desk)
        self._new_mail = [threading.Event() for _ in self.lanes]
        self._account = Account(desk)
        self._watch = ClockWatch(desk.time.now, self._clock_jumped)

    def stop(self) -> None:
        """Let what is under way end, then return from `run`. May be called from a signal handler."""
        self._stopping.ask()
        self._bell.ring()

    def is_stopping(self) -> bool:
        return self._stopping.is_asked()

    def run(self) -> None:
        """Work until stopped. Raises: RuntimeError - a sender has ended: whoever started this must start it again."""
        senders = [
            threading.Thread(target=self._sender, args=(lane, event), name=f"sender {in_words(lane.name)}", daemon=True)
            for lane, event in zip(self.lanes, self._new_mail, strict=True)
        ]
        for thread in senders:
            thread.start()
        self._forever("due loop", self.due_pass, self._until_next, senders)
        for event in self._new_mail:
            event.set()
        self._end(senders)

    def _end(self, senders: list[threading.Thread]) -> None:
        """Give a try that is under way some time, and hand back what was not tried: it is nobody's doubt."""
        end = time.monotonic() + _LAST_SECONDS
        for thread in senders:
            thread.join(timeout=max(0.0, end - time.monotonic()))
        for lane in self.lanes:
            try:
                settle_own(self._desk, lane)
            except Exception:
                _log.exception("what was to go %s is looked at again when its lease is over", in_words(lane.name))
        connections.close_all()

    def _forever(
        self, name: str, work: Callable[[], None], sleep: Callable[[], None], needed: list[threading.Thread]
    ) -> None:
        """Work and sleep in turn. A fault is logged and followed by a pause that grows while it lasts."""
        pause = 0.5
        while not self._stopping.is_asked():
            if any(not thread.is_alive() for thread in needed):
                raise RuntimeError("a sender has ended")
            try:
                held = self._watch.seconds_to_hold()
                if held:
                    self._stopping.wait(min(held, LONGEST_SLEEP))
                    continue
                work()
                pause = 0.5
                sleep()
            except Exception:
                _log.exception("the %s failed; it goes on in %.1f s", name, pause)
                # A connection that broke would stay broken.
                connections.close_all()
                self._stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        connections.close_all()

    def _goes_on(self) -> bool:
        """Whether another batch may begin. Asked before each: in a storm the clock may be moved between two of them."""
        return not self._stopping.is_asked() and self._watch.seconds_to_hold() == 0

    def _clock_jumped(self, now: datetime, by: timedelta) -> None:
        """Somebody set the clock, or the machine slept: said, kept, and nothing waits or goes twice because of it."""
        moved = self._desk.due_records.after_jump(now, by)
        seconds = by.total_seconds()
        _log.warning("the clock was moved by %+.1f s; %d messages and commands got another time", seconds, moved)
        self._account.jumped(now, by)

    def due_pass(self) -> None:
        """All that is due now, batch by batch, however much it is (T45)."""
        if self._due():
            self._work_off()
        self._account.keep()

    def _work_off(self) -> None:
        while self._goes_on():
            report = self._told(tick_due(self._desk, BATCH))
            beside = self._told(tick_aggregates(self._desk, BATCH))
            if report.ticked or beside.ticked:
                self._call_senders()
            ran = run_reactions(self._desk, BATCH)
            if report.seen < BATCH and beside.seen < BATCH and ran < BATCH:
                return

    def _told(self, report: DueReport) -> DueReport:
        self._account.woken(report)
        for workspace, stream, fault in report.failed:
            # A fault that can be mended says how; of another one the way there has to be seen.
            trace = None if isinstance(fault, DeskError) else fault
            _log.error("%s of %s is not woken, and tried again later: %s", stream, workspace, fault, exc_info=trace)
        return report

    def _due(self) -> bool:
        instant = self._desk.store.next_instant()
        return instant is not None and instant <= self._desk.time.now()

    def _until_next(self) -> None:
        if self._bell.wait(self._seconds_until(None)):
            self._call_senders()

    def _call_senders(self) -> None:
        for event in self._new_mail:
            event.set()

    def _sender(self, lane: SenderLane, event: threading.Event) -> None:
        def work() -> None:
            while self._goes_on() and self._seconds_until(lane.lane) <= 0:
                if send_due(self._desk, lane, random.random, self._stopping.is_asked) < lane.batch:
                    return

        def sleep() -> None:
            event.wait(self._seconds_until(lane.lane))
            event.clear()

        self._forever(f"sender {in_words(lane.name)}", work, sleep, [])

    def _seconds_until(self, lane: Lane | None) -> float:
        """Seconds to the next instant, never more than one."""
        instant = self._desk.store.next_instant(lane)
        if instant is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(0.0, (instant - self._desk.time.now()).total_seconds()))


def wait_for_tables(desk: Desk, stopping: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether the database has its tables before the time is over: who sets them up may be slower than we are."""
    end = time.monotonic() + seconds
    while not stopping():
        if desk.store.ready():
            return True
        if time.monotonic() > end:
            return False
        connections.close_all()
        time.sleep(0.2)
    return False
