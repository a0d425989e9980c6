"""What one can do on a case at any time: forms for talk with the customer, work on the case, and passing it on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stepladder.core.case.commands import WAYS
from stepladder.service.reading.case_views import CasePage
from stepladder.web.pages.forms import DURATION, Input, Part, Refused, because, shown_with
from stepladder.web.pages.letters import letter_part
from stepladder.web.pages.words import by_the_clock, channel_name, plain


@dataclass(frozen=True, slots=True)
class Group:
    """Forms that belong together. A folded one is opened by a click."""

    id: str
    title: str
    parts: tuple[Part, ...]
    folded: bool = False

    @property
    def open(self) -> bool:
        return not self.folded or any(one.open for one in self.parts)


def composer(page: CasePage, refused: Refused | None) -> list[Group]:
    """The forms that fit the stage, the likeliest first."""
    groups: list[Group]
    if page.stage == "closed":
        # A closed case never opens again: a new message in its conversation opens one that continues it.
        groups = []
    elif page.stage in ("follow_up", "recover"):
        said = [_confirms(), _denies()] if page.stage == "follow_up" else [_denies()]
        groups = [
            Group("end", _("The end"), (*said[: page.stage == "follow_up"], _close(), *said[-1:], _reopen())),
            Group("talk", _("With the customer"), (_write(page), _call(page), _reply())),
            *letters(page),
            Group("work", _("On the case"), (_note(), _write_inside(page), _attempt())),
            Group("pass", _("Pass it on"), (_assign(page), *_merge(page), _hold()), folded=True),
        ]
    else:
        wait = () if page.case.waiting is not None else (_wait(),)
        back = (_give_back(page),) if page.case.hand_over is not None else ()
        groups = [
            Group("talk", _("With the customer"), (_write(page), _call(page), _reply(), _promise(page), *wait)),
            *letters(page),
            Group("work", _("On the case"), (_note(), _write_inside(page), _attempt(), _level(page), _resolve())),
            Group(
                "pass",
                _("Pass it on"),
                (_assign(page), _hand_over(page), *back, *_merge(page), _split(), _hold(), _move(page)),
                folded=True,
            ),
        ]
    shown = [_with(group, refused) for group in groups]
    return _first_opened(shown, refused)


def letters(page: CasePage) -> tuple[Group, ...]:
    """What the policy has ready to be sent, folded: many of them are offered at the same time."""
    if not page.letters:
        return ()
    parts = tuple(letter_part(one, page, _channels(one.channel)) for one in page.letters)
    return (Group("letters", _("Letters of the policy"), parts, folded=True),)


def _with(group: Group, refused: Refused | None) -> Group:
    return Group(group.id, group.title, tuple(shown_with(one, refused) for one in group.parts), group.folded)


def _first_opened(groups: list[Group], refused: Refused | None) -> list[Group]:
    """The first form stands open, unless something else on the page asks for the eye."""
    elsewhere = refused is not None and refused.place is not None and not refused.place.startswith("fact:")
    if not groups or elsewhere:
        return groups
    first, *others = groups[0].parts
    opened = shown_with(first, refused, open=True)
    return [Group(groups[0].id, groups[0].title, (opened, *others), groups[0].folded), *groups[1:]]


def _channels(chosen: str | None) -> tuple[tuple[str, str], ...]:
    order = sorted(WAYS, key=lambda one: one != chosen)
    return tuple((one, capfirst(channel_name(one))) for one in order)


def owners(page: CasePage) -> tuple[tuple[str, str], ...]:
    """Who may have a case: people by name, then the roles of the policy."""
    people = dict.fromkeys(one.id for one in page.people)
    return (
        *((one.id, one.name) for one in page.people),
        *((role, title) for role, title in page.roles if role not in people),
    )


def _write(page: CasePage) -> Part:
    came_by = next((one.channel for one in reversed(page.signals) if one.channel), None)
    note = _("Messages to the customer are held: release the hold first.") if page.case.hold_on("delivery") else ""
    return Part(
        "write",
        "send",
        _("Write to the customer"),
        _("Send the message"),
        (
            Input("text", _("Message"), "text"),
            Input("channel", _("By"), "choice", choices=_channels(came_by)),
            Input("to", _("To another address"), required=False, hint=_goes_to(page), wanted=not page.customer_mail),
        ),
        note,
    )


def _goes_to(page: CasePage) -> str:
    if page.customer_mail:
        return _("Left out, mail goes to %s.") % page.customer_mail
    return _("No mail address of the customer is known: without one here, mail reaches nobody.")


def _write_inside(page: CasePage) -> Part:
    fields = (
        Input("to", _("To"), "choice", choices=page.roles),
        Input("subject", _("Subject"), required=False),
        Input("text", _("Message"), "text"),
        Input("channel", _("By"), "choice", choices=_channels("email")),
    )
    note = _("It goes to whoever has the role, with the way to this case. It answers no clock of the customer.")
    return Part("write-inside", "send", _("Write to our own people"), _("Send it"), fields, note)


def _call(page: CasePage) -> Part:
    reached = (("reached", _("Reached")), ("not_reached", _("Nobody was reached")))
    return Part(
        "call",
        "log_call",
        _("Log a call"),
        _("Log the call"),
        (
            Input("with", _("With"), "choice", choices=(("customer", _("The customer")), *owners(page))),
            Input("outcome", _("How it ended"), "choice", choices=reached),
            Input("text", _("What was said"), "text", required=False),
        ),
        _("A call that reached the customer is an answer."),
    )


def _note() -> Part:
    hint = _("Only the desk reads it. It answers no clock of the customer.")
    return Part(
        "note", "note", _("Note for the desk"), _("Add the note"), (Input("text", _("Note"), "text", hint=hint),)
    )


def _attempt() -> Part:
    return Part(
        "attempt",
        "log_attempt",
        _("Log what was tried"),
        _("Log the attempt"),
        (
            Input("what", _("What was tried")),
            Input("result", _("What came of it"), "text"),
            Input("ref", _("Where it stands"), required=False, hint=_("A ticket, an article, a file")),
        ),
    )


def _reply() -> Part:
    return Part(
        "reply",
        "customer_replied",
        _("Record what the customer replied"),
        _("Record the reply"),
        (
            Input("text", _("In their words"), "text"),
            Input("channel", _("By"), "choice", choices=_channels(None)),
            Input("automatic", _("An automatic reply, such as out of office"), "check", required=False),
        ),
    )


def _promise(page: CasePage) -> Part:
    hint = _("By the clock of %s. From then on it is a clock like any other.") % page.zone.key
    return Part(
        "promise",
        "promise_reply",
        _("Promise a reply"),
        _("Promise the reply"),
        (
            Input("until", _("The customer hears from us by"), "moment", hint=hint),
            Input("text", _("What was said"), "text", required=False),
        ),
    )


def _wait() -> Part:
    return Part(
        "wait",
        "wait_for_customer",
        _("Wait for the customer"),
        _("Wait for the customer"),
        (Input("for", _("At the longest"), required=False, hint=DURATION),),
        _("Clocks stand still for as long, where the policy says so of them. A reply ends the wait."),
    )


def _resolve() -> Part:
    return Part(
        "resolve",
        "resolve",
        _("Resolve the case"),
        _("Resolve the case"),
        (
            Input("text", _("What solved it, in words for the customer"), "text"),
            Input("cause", _("Cause"), required=False),
            Input("prevention", _("What keeps it from coming back"), required=False),
        ),
    )


def _assign(page: CasePage) -> Part:
    return Part(
        "assign",
        "assign",
        _("Give it to somebody"),
        _("Assign the case"),
        (Input("to", _("To"), "choice", choices=owners(page), value=page.case.owner),),
    )


def _hand_over(page: CasePage) -> Part:
    filled = set(page.case.given_fields)
    asked = {
        one.id: Input(f"fields.{one.id}", one.title, required=False, wanted=not one.optional)
        for one in page.fields
        if not one.known and one.id not in filled
    }
    missing, note = sum(one.wanted for one in asked.values()), _("Nothing is missing.")
    if missing:
        holds = page.case.assessment is not None and page.case.assessment.fields_mode == "hold"
        note = ngettext("%d piece is missing.", "%d pieces are missing.", missing) % missing
        note += " " + (_("It waits until they are filled in.") if holds else _("It goes all the same, and says so."))
    back = _("How long it may lie, as %s; then it is back with you unless it was taken up") % DURATION
    others = tuple(one for one in owners(page) if one[0] != page.case.owner)
    return Part(
        "hand_over",
        "hand_over",
        _("Hand it over"),
        _("Hand the case over"),
        (
            Input("to", _("To"), "choice", choices=others),
            *sorted(asked.values(), key=lambda one: not one.wanted),
            Input("return_after", _("Comes back after"), required=False, hint=back),
        ),
        note,
    )


def _give_back(page: CasePage) -> Part:
    assert page.case.hand_over is not None
    timer = page.case.hand_over
    code = (
        Input("code", _("What was missing"), "choice", choices=page.owed.codes)
        if page.owed.codes
        else Input("code", _("Why, in a word"))
    )
    people = {one.id: one.name for one in page.people} | dict(page.roles)
    note = _("It came from %s.") % people.get(timer.to, plain(timer.to))
    if timer.at is not None:
        note += " " + _("It goes back by itself %s unless you acknowledge it.") % by_the_clock(
            timer.at, page.now, page.zone
        )
    said = Input("because", _("What there is to say besides"), required=False)
    return Part("give_back", "return_hand_over", _("Give it back"), _("Give the case back"), (code, said), note)


def _merge(page: CasePage) -> tuple[Part, ...]:
    if not page.siblings:
        return (_merge_by_name(),)
    # Joining is for good: none is chosen beforehand, and those that are called the same are told apart.
    choices = tuple((case, title if title == case else f"{title} ({case})") for case, title in page.siblings)
    into = Input("into", _("It is the same matter as"), "choice", choices=(("", _("Choose …")), *choices))
    return (Part("merge", "merge", _("Join it to another case"), _("Join the cases"), (into,), _merging()),)


def _merge_by_name() -> Part:
    into = Input("into", _("It is the same matter as the case"), hint=_("Its number, as on the board"))
    return Part("merge", "merge", _("Join it to another case"), _("Join the cases"), (into,), _merging())


def _merging() -> str:
    return _("The other case goes on for both. This one is over, and cannot be opened again.")


def _split() -> Part:
    text = Input("text", _("The other matter"), "text", hint=_("The policy reads these words for the new case."))
    return Part("split", "split", _("Split another matter off"), _("Open a case for it"), (text,))


def _hold() -> Part:
    what = (
        ("evidence", _("The evidence")),
        ("delivery", _("Messages to the customer")),
        ("case", _("The case as a whole")),
    )
    fields = (Input("what", _("What may not change"), "choice", choices=what), because())
    return Part("hold", "hold", _("Place a hold"), _("Place the hold"), fields)


def _move(page: CasePage) -> Part:
    note = _("Everything is asked anew under that version: clocks may move, start or be cancelled.")
    if len(page.versions) < 2:
        note = _("It is the only version that is published.")
    held = page.case.digest
    known = ((digest, _("%s (holds now)") % one if digest == held else one) for digest, one in page.versions)
    to = Input("to", _("Version"), "choice", choices=tuple(known), value=held)
    title = _("Move it to another version of the policy")
    return Part("move", "move_policy", title, _("Move the case"), (to,), note)


def _level(page: CasePage) -> Part:
    levels = tuple((f"{scale}:{level}", title) for scale, level, title in page.level_choices)
    return Part(
        "level",
        "set_level",
        _("Set the level"),
        _("Set the level"),
        (Input("level", _("Level"), "choice", choices=levels, value=page.level or ""), because()),
    )


def _confirms() -> Part:
    text = Input("text", _("In their words"), "text", required=False)
    return Part(
        "confirms", "customer_confirms", _("The customer says that it is over"), _("Record that it is over"), (text,)
    )


def _denies() -> Part:
    text = Input("text", _("In their words"), "text", required=False)
    note = _("The resolution is taken back, and the clocks run on with the time that was left.")
    return Part(
        "denies", "customer_denies", _("The customer says that it is not over"), _("Take it up again"), (text,), note
    )


def _close() -> Part:
    yes_no = (("", _("Not known")), ("true", _("Yes")), ("false", _("No")))
    return Part(
        "close",
        "close",
        _("Close the case"),
        _("Close the case"),
        (
            Input("resolved_by_team", _("Did the team solve it?"), "choice", choices=yes_no[1:]),
            Input("satisfied", _("Is the customer content?"), "choice", required=False, choices=yes_no),
            Input(
                "first_level_possible", _("Could first level have done it?"), "choice", required=False, choices=yes_no
            ),
            Input("lesson", _("What we learned"), "text", required=False),
        ),
    )


def _reopen() -> Part:
    return Part("reopen", "reopen", _("Reopen the case"), _("Reopen the case"), (because(),))
