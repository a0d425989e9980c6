"""How the rows of a strip are laid out: which stretch of the wall clock a row shows, and where its lines stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from stepladder.core.clock.spans import DAY
from stepladder.web.pages.words import DAYS


@dataclass(frozen=True, slots=True)
class Scale:
    """The stretch of a row that is drawn, in seconds on the wall from its start, and the step of its lines."""

    low: int
    high: int
    step: int

    def share(self, at: int) -> float:
        return (at - self.low) / (self.high - self.low)

    def heads(self) -> tuple[tuple[str, str, str], ...]:
        if self.step == DAY:
            return tuple((percent((n + 0.5) / 7), _(day), "") for n, day in enumerate(DAYS))
        sides = {self.low: "first", self.high: "last"}
        places = range(self.low, self.high + 1, self.step)
        short = self.step % 3600 == 0
        texts = [str(at // 3600) if short else f"{at // 3600:02}:{at // 60 % 60:02}" for at in places]
        return tuple((percent(self.share(at)), text, sides.get(at, "")) for at, text in zip(places, texts, strict=True))


def scale_of(marks: Sequence[int], per: int) -> Scale:
    """Whole rows; but of a single date only the hours around its marks, so that half an hour can be seen.

    Takes: marks - of a single date, in seconds on the wall; else none.
    """
    if per == 7:
        return Scale(0, 7 * DAY, DAY)
    for step in (900, 1800, 3600, 2 * 3600, 3 * 3600) if marks else ():
        low, high = min(marks) // step * step, min((max(marks) // step + 1) * step, DAY)
        # Few enough that their words do not touch on the narrowest page.
        if low < high and (high - low) // step <= (4 if step >= 3600 else 2):
            return Scale(low, high, step)
    return Scale(0, DAY, DAY // 4)


def percent(share: float) -> str:
    return f"{share * 100:.2f}%"
