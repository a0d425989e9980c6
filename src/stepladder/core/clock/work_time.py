"""Work time: what a clock counts, kept apart from elapsed time by its type."""

from dataclasses import dataclass

from stepladder.core.values import DeskError


@dataclass(frozen=True, slots=True, order=True)
class WorkTime:
    """Time counted only while a calendar is open.

    Not a timedelta: adding one to an instant needs a calendar, so plain `+` must not work.
    Fields: seconds - whole seconds, 0 or more. Raises: DeskError - seconds is negative.
    """

    seconds: int

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise DeskError(f"{self.seconds} is below zero", where="seconds", mend="Use 0 or more.")

    def faster_by(self, percent: int) -> "WorkTime":
        """Cut by `percent` (0 to 99), floored to a second, at least one. Source: Q-08."""
        if not 0 <= percent < 100:
            raise DeskError(f"{percent}% is not from 0 to 99", where="percent", mend="Use 50 for half.")
        # A promise of nothing would be broken at birth.
        return WorkTime(max(min(self.seconds, 1), self.seconds * (100 - percent) // 100))
