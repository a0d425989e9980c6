"""The views of the deliveries page: which deliveries each shows, and what happens next to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Fields: says - what happens next to all it shows; again - a person may let all of them go out again."""

    key: str
    title: Any
    states: tuple[str, ...] = ()
    held_back: bool = False
    says: Any = ""
    none: Any
    again: bool = False
    counted: bool = False


_ALL = View(key="", title=_("All"), none=_("Nothing was sent"))
VIEWS = (
    _ALL,
    View(
        key="open",
        title=_("On their way"),
        states=("waiting", "sending", "failed"),
        says=_("These go out by themselves, critical cases first. What failed is tried again at the time shown."),
        none=_("Nothing waits to be sent"),
    ),
    View(
        key="back",
        title=_("Held back"),
        held_back=True,
        says=_(
            "These wait for a peer that does not answer, or for their turn under a rate, and lose no attempts by it. "
            "They go out by themselves at the time shown; critical ones never wait."
        ),
        none=_("Nothing is held back"),
    ),
    View(
        key="uncertain",
        title=_("May have arrived"),
        states=("uncertain",),
        says=_(
            "Nobody knows whether these arrived: the connection broke after the message. With a time shown they go out "
            "once more by themselves. The others wait for you: ask the addressee, or send them again. "
            "A peer that honours their key takes a second copy for the first."
        ),
        none=_("Of every delivery it is known whether it went out"),
        again=True,
        counted=True,
    ),
    View(
        key="dead",
        title=_("Not delivered"),
        states=("dead",),
        says=_(
            "Nobody tries these any more. Each is an error on its case, and says whether somebody else was told. "
            "Mend what the reason names, then send them again: that counts their attempts anew."
        ),
        none=_("Everything was delivered"),
        again=True,
        counted=True,
    ),
    View(
        key="held",
        title=_("Not sent"),
        states=("held",),
        says=_("These were not sent, for the reason shown. Nothing happens to them until a person sends one again."),
        none=_("Nothing was kept from being sent"),
    ),
)
_TROUBLE = View(
    key="trouble",
    title=_("Not arrived"),
    states=("failed", "uncertain", "dead"),
    none=_("Everything arrived"),
)


def view_of(key: str) -> View:
    """The view of that name; all deliveries for a name there is not."""
    return next((one for one in (*VIEWS, _TROUBLE) if one.key == key), _ALL)


def links(chosen: View, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The way to each view, with how many stand there where that is a call to act."""
    at = reverse("deliveries")
    return [
        {
            "title": one.title,
            "url": f"{at}?state={one.key}" if one.key else at,
            "here": one is chosen,
            "count": sum(counts.get(state, 0) for state in one.states) if one.counted else 0,
        }
        for one in VIEWS
    ]
