"""A case in the shape its templates want: names for ids, words for states, forms for what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from stepladder.core.policy.pack import Pack
from stepladder.service.reading.case_views import CasePage, FieldView, RouteView, SignalView
from stepladder.service.reading.clocks import ClockView
from stepladder.web.pages.asked_as import asked_as
from stepladder.web.pages.clock import address
from stepladder.web.pages.composer import composer
from stepladder.web.pages.delivery_words import route_state
from stepladder.web.pages.forms import Refused, place_for
from stepladder.web.pages.incident_at_case import incident_at
from stepladder.web.pages.marked import marked
from stepladder.web.pages.names import Names
from stepladder.web.pages.next_step import next_step
from stepladder.web.pages.offers_shown import offers
from stepladder.web.pages.owed_rows import left_to_do
from stepladder.web.pages.owed_shown import sections
from stepladder.web.pages.strip import Mark
from stepladder.web.pages.timeline import days_of
from stepladder.web.pages.unreached import unreached
from stepladder.web.pages.words import channel_name, kind_name, place, slot_name, stage_name
from stepladder.web.pages.working import Working, working_of

_SHOWN_SIGNALS = 2
_LONG = 900


def shown(page: CasePage, pack: Pack, refused: Refused | None = None) -> dict[str, Any]:
    """Everything the page of a case shows."""
    names = Names.of(pack, page.people)
    reasons = {one["id"]: one for one in page.explanation}
    known = [one for one in page.fields if one.known]
    groups = composer(page, refused)
    owed = [*sections(page, pack, names, refused), *offers(page, names, refused)]
    incident = incident_at(page, refused)
    parts = [*incident.parts, *(part for group in groups for part in group.parts)]
    parts += [part for section in owed for row in section.all for part in row.parts]
    # A form that is no longer offered cannot show why it was refused; then the top of the page does.
    scopes = _scopes(page, pack, refused)
    places = {part.id for part in parts} | {f"fact:{one.fact}" for one in page.questions}
    places |= {one["place"] for scope in scopes for one in scope["fields"] if one["asks"]}
    return {
        "case": page,
        "category": ", ".join(title for _id, title in page.categories),
        "there": f"{page.now.astimezone(page.customer_zone):%H:%M}" if page.customer_zone else "",
        "holder": names.whom(page.owner_role) if page.owner_role else "",
        "step": next_step(page, names),
        "clocks": [_clock(one, page, pack) for one in page.clocks],
        "signals": [_signal(one, names) for one in page.signals[-_SHOWN_SIGNALS:]],
        "earlier": max(0, len(page.signals) - _SHOWN_SIGNALS),
        "triggers": [
            {
                "view": one,
                "quote": one.quotes[0] if one.quotes else None,
                "asks": one.state in ("provisional", "suggested") and page.stage != "closed",
            }
            for one in page.triggers
        ],
        "days": days_of(page, names),
        "composer": groups,
        "incident": incident,
        "owed": owed,
        "owed_count": left_to_do(owed),
        "stage": stage_name(page.stage),
        "linked": _linked(page),
        "questions": [_question(one.fact, one.ask, pack, refused) for one in page.questions]
        if page.stage != "closed"
        else [],
        "known_count": len(known),
        "scopes": scopes,
        "unreached": unreached(page, names),
        "routes": [_route(one, names, reasons) for one in page.routes],
        "waiting": [
            {
                "who": names.whom(one.to),
                "channel": channel_name(one.channel),
                "asks": " ".join(question.ask for question in page.questions if question.fact in one.waits_for),
                "because": reasons.get(one.route, {}).get("because", ""),
                "source": reasons.get(one.route, {}).get("source", ()),
            }
            for one in page.conditional
        ],
        "held": _held(page, names),
        "reasons": page.explanation,
        "refusal": refused if refused is not None and refused.place not in places else None,
    }


def _held(page: CasePage, names: Names) -> list[dict[str, str]]:
    """Notices that are kept back: all that wait for the same, together."""
    found: dict[str, list[str]] = {}
    for one in page.held:
        who = _("%(who)s by %(channel)s") % {"who": names.whom(one.to), "channel": channel_name(one.channel)}
        found.setdefault(", ".join(_held_by(name, page, names) for name in one.held_by), []).append(who)
    return [{"who": ", ".join(dict.fromkeys(whom)), "waits": waits} for waits, whom in found.items()]


def _held_by(name: str, page: CasePage, names: Names) -> str:
    """What a notice waits for: a gate, or somebody who takes up another notice."""
    gate = next((one.title for one in page.owed.gates if name in (one.key, one.key.rpartition("/")[2])), None)
    if gate is not None:
        return gate
    route = name.removeprefix("route:")
    told = next((names.whom(one.to) for one in (*page.routes, *page.held) if getattr(one, "route", "") == route
                 or getattr(one, "id", "") == route), None)  # fmt: skip
    return _("until the notice to %s is taken up") % told if told is not None else names.duty("gate", name)


def _linked(page: CasePage) -> list[tuple[str, str]]:
    """The cases that belong to this one, each with how."""
    case = page.case
    words = {
        "merged_from": _("Joined to this one:"),
        "split_from": _("Split off from:"),
        "split_to": _("Split off into:"),
        "continued_by": _("Goes on in:"),
    }
    found = [(_("Continues:"), case.continues)] if case.continues else []
    found += [(_("Joined to:"), case.merged_into)] if case.merged_into else []
    found += [(words["split_from"], case.split_from)] if case.split_from else []
    found += [(words["continued_by"], one) for one in case.continued_by]
    found += [(words[how], one) for one, how in case.linked.items() if how in words and one not in case.continued_by]
    return found


def _clock(view: ClockView, page: CasePage, pack: Pack) -> dict[str, Any]:
    there = page.customer_zone
    return {
        "view": view,
        "name": kind_name(view.kind, view.team, [*view.slot.split(":"), "", ""][2] or None)
        if view.kind == "team_response"
        else slot_name(view.slot),
        "working": working_shown(view, pack),
        "try": address(view.calendar, view.counting, view.started_at, view.within),
        "there": f"{view.due_at.astimezone(there):%H:%M}" if there and there.key != page.zone.key else "",
    }


def working_shown(view: ClockView, pack: Pack) -> Working:
    """The working of a clock, with its marks and what was paused."""
    at = [int(moment.timestamp()) for moment in (view.started_at, view.due_at)]
    marks = [Mark("start", at[0], _("Start"))]
    marks += [Mark("risk", int(moment.timestamp()), _("At risk")) for moment in view.marks]
    marks.append(Mark("due", at[1], _("Due")))
    spans = [(int(span.start.timestamp()), int(span.end.timestamp())) for span in view.working]
    return working_of(pack.calendars[view.calendar], spans, marks, view.zone, pauses=view.pauses)


def _signal(view: SignalView, names: Names) -> dict[str, Any]:
    who = {
        "customer": _("The customer"),
        "agent": _("An agent"),
        "system": _("A system"),
        "automatic": _("An automatic reply"),
    }
    heading = who.get(view.sender, view.sender)
    if view.channel:
        heading = _("%(who)s by %(channel)s") % {"who": heading, "channel": channel_name(view.channel)}
    return {
        "at": view.at,
        "heading": heading,
        "subject": marked(view.subject, view.subject_spans, names.triggers),
        "text": marked(view.text, view.text_spans, names.triggers),
        "long": len(view.text) > _LONG,
    }


def _question(fact: str, ask: str, pack: Pack, refused: Refused | None) -> dict[str, Any]:
    here = refused if refused is not None and refused.place == f"fact:{fact}" else None
    kind, choices, hint = asked_as(fact, pack)
    return {
        "fact": fact,
        "ask": ask,
        "kind": kind,
        "choices": choices,
        "hint": hint,
        "refusal": here,
        "given": here.given.get("value", "") if here else "",
    }


def _scopes(page: CasePage, pack: Pack, refused: Refused | None) -> list[dict[str, Any]]:
    prefill = {(one.scope, one.id): one.prefill for one in pack.text.fields}
    grouped: dict[str, list[FieldView]] = {}
    for one in page.fields:
        grouped.setdefault(one.scope, []).append(one)
    # What a category asks for is short and comes first; the long list of every hand-over stays folded.
    order = sorted(grouped.items(), key=lambda item: item[0] == "all")
    made = []
    for scope, views in order:
        fields = [
            _field(one, prefill.get((scope, one.id), ()), pack, asking=page.stage != "closed", refused=refused)
            for one in views
        ]
        known, is_refused = sum(one.known for one in views), any(one["refusal"] for one in fields)
        made.append({"title": place(scope), "known": known, "open": scope != "all" or is_refused, "fields": fields})
    return made


def _field(
    view: FieldView, prefill: tuple[str, ...], pack: Pack, *, asking: bool, refused: Refused | None
) -> dict[str, Any]:
    """A piece of the hand-over; one that is missing is asked for where a person may state the fact that gives it."""
    asks, spot = None, place_for("known", view.scope, view.id)
    stated = {one.name for one in pack.text.facts}
    fact = next((one for one in prefill if one in stated), None)
    if asking and not view.known and fact is not None:
        kind, choices, hint = asked_as(fact, pack)
        asks = {"fact": fact, "kind": kind, "choices": choices, "hint": hint}
    here = refused if asks and refused is not None and refused.place == spot else None
    return {
        "title": view.title,
        "known": view.known,
        "optional": view.optional,
        "value": view.value,
        "at": view.at,
        "asks": asks,
        "place": spot,
        "refusal": here,
        "given": here.given.get("value", "") if here else "",
    }


def _route(view: RouteView, names: Names, reasons: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    state, tone = route_state(
        [one.state for one in view.deliveries if not one.copy] or [one.state for one in view.deliveries]
    )
    return {
        "view": view,
        "who": names.whom(view.to),
        "channel": channel_name(view.channel),
        "copies": ", ".join(names.whom(one) for one in view.cc),
        "state": state,
        "tone": tone,
        "read": reasons.get(view.id, {}).get("read", ()),
    }
