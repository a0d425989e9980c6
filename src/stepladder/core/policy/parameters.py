"""The open questions of written policies as named parameters, each with its default.

Docs/reference/pack.md lists them.
"""

from __future__ import annotations

import re

import msgspec

_SAID_BY_ELEMENTS = frozenset({
    "calendar.tz", "segment.enterprise.calendar", "segment.enterprise.rule", "clock.enterprise.factor",
    "clock.first_response.start", "followup.no_response", "compare", "detector.repeat", "detector.complaints",
    "detector.outage", "detector.outage.within", "detector.open_issues", "detector.usage_drop", "detector.silence",
    "detector.missed_meetings", "scale.map", "clock.by_severity", "sign.expiry", "pack.select", "identity.store",
    "trigger.refund", "record.hold", "template.apology", "concession.grounds", "ladder.base", "term.fee",
    "term.contract", "gate.contract_talk", "playbook.order", "followup.manager", "metric.csat", "metric.churn",
    "metric.escalation_rate",
})  # fmt: skip


class Parameter(msgspec.Struct, frozen=True):
    """A question a policy leaves open, and the reading taken where a pack chooses none.

    Fields: question - its number (Q-03); says - what is asked, for people; choices - the readings there are; form - a
    pattern that any reading has; is_role - it names a role. None of the three: any text will do that its user checks.
    usual - a pattern that readings have; a value without it is told, and read as the default, so that policies from
    before this was looked at stay in force.
    """

    id: str
    question: str
    default: str
    says: str
    choices: tuple[str, ...] = ()
    form: str = ""
    is_role: bool = False
    usual: str = ""

    @property
    def said_by_elements(self) -> bool:
        """Whether another reading than the default is for the elements of a policy to say.

        To choose it here changes nothing by itself; where they do not say it, that is told (`unacted-reading`).
        """
        return self.id in _SAID_BY_ELEMENTS

    def read(self, value: str) -> str:
        """The reading that a value stands for."""
        return value if not self.usual or re.fullmatch(self.usual, value) is not None else self.default


_SPAN = r"[1-9]\d{0,3}[mhd]"
_COUNT = rf"[1-9]\d{{0,3}}(?: in {_SPAN})?"


_TIME = (
    Parameter("pack.zone", "Q-01", "UTC", "The zone of instants and bare dates that belong to nothing else."),
    Parameter(
        "calendar.tz", "Q-01", "America/New_York", "What \"EST\" means all year: a zone's wall clock, or `Etc/GMT+5`."
    ),
    Parameter("calendar.holidays", "Q-02", "none", "Which list of holidays the calendars of this pack keep."),
    Parameter(
        "clock.count", "Q-03", "open_hours", "How 24 h count on a calendar that is open for nine.",
        ("open_hours", "working_days", "elapsed"),
    ),
    Parameter(
        "clock.category.calendar", "Q-04", "inherit_level", "Which hours a category's clock keeps that names none.",
        ("inherit_level", "elapsed"),
    ),
    Parameter(
        "segment.enterprise.calendar", "Q-05", "always", "Which clocks of an enterprise customer count at any hour.",
        ("always", "first_response_only", "level"),
    ),
    Parameter(
        "route.closed_team", "Q-06", "duty", "The role told besides a team that is closed while the clock runs.",
        is_role=True,
    ),
    Parameter(
        "segment.enterprise.rule", "Q-07", "any_of", "Whether any mark makes an enterprise customer or only the plan.",
        ("any_of", "plan_only"),
    ),
    Parameter(
        "clock.enterprise.factor", "Q-08", "0.5", "What is left of an enterprise customer's clock, as a fraction.",
        form=r"0?\.\d{1,6}|1(?:\.0{1,6})?",
    ),
    Parameter(
        "clock.first_response.start", "Q-14", "signal_matched_at", "When the clock of the first answer starts.",
        ("signal_matched_at", "escalated_at"),
    ),
    Parameter(
        "clock.marks", "Q-14", "50% 75%", "The shares of the work time at which a clock is at risk.",
        form=r"[1-9]\d?%(?: [1-9]\d?%){0,9}",
    ),
    Parameter(
        "clock.first_response.stop", "Q-15", "human_message", "What stops the clock of the first answer.",
        ("human_message", "any_message"),
    ),
    Parameter(
        "clock.resolution", "Q-16", "marked_resolved", "What stops the resolution clock, and whether a wait pauses it.",
        ("marked_resolved", "customer_confirms", "pause_while_waiting"),
    ),
    Parameter(
        "followup.window", "Q-17", "elapsed", "How a window of 24 to 48 hours counts over a weekend.",
        ("elapsed", "working_hours"),
    ),
    Parameter(
        "followup.no_response", "Q-18", "as_written", "When a silent team is asked again that promised a later answer.",
        ("as_written", "earlier_of_both", "at_due"),
    ),
    Parameter(
        "clock.relevel", "Q-19", "earlier_of_both", "What becomes of a running clock when the level changes.",
        ("earlier_of_both", "recompute"),
    ),
    Parameter(
        "compare", "Q-20", "as_written", "Whether `under` and `over` hold at the limit itself.",
        ("as_written", "inclusive"),
    ),
    Parameter(
        "clock.escalate_by", "Q-21", "close_of_business", "By when \"the same day\" is.",
        ("close_of_business", "midnight"),
    ),
    Parameter("pack.office", "Q-21", "office", "The calendar that ends a business day."),
)  # fmt: skip

_TRIAGE = (
    Parameter("triage.merge", "Q-09", "highest", "Which of several matches sets the level.", ("highest",)),
    Parameter(
        "clock.precedence", "Q-10", "most_specific", "Whether a category's slower promise stands beside its level's.",
        ("most_specific", "strictest"),
    ),
    Parameter(
        "detector.repeat", "Q-11", "rolling", "How \"3 in 30 days\" counts: a rolling window, or the calendar's month.",
        ("rolling", "calendar_month"),
    ),
    Parameter(
        "detector.complaints", "Q-12", "marked", "What counts as a complaint.", ("marked", "negative_messages")
    ),
    Parameter(
        "detector.outage", "Q-13", "2", "How many distinct customers with one issue suspect an outage.",
        usual=_COUNT,
    ),
    Parameter("detector.outage.within", "Q-13", "30m", "In which time they must report it.", usual=_SPAN),
    Parameter("detector.open_issues", "Q-13", "2", "How many open issues are \"multiple\".", usual=_COUNT),
    Parameter(
        "detector.usage_drop", "Q-13", "30%", "How large a fall of usage against the 30 days before is a sign.",
        usual=r"[1-9]\d?%",
    ),
    Parameter("detector.silence", "Q-13", "14d", "How long a silence is a sign.", usual=_SPAN),
    Parameter(
        "detector.missed_meetings", "Q-13", "2", "How many missed meetings in 30 days are \"several\".",
        usual=_COUNT,
    ),
    Parameter(
        "trigger.mode", "Q-28", "provisional", "What a match in words alone does before a person confirms it.",
        ("provisional", "suggest", "automatic"),
    ),
    Parameter("scale.map", "Q-31", "none", "Whether scales of several packs share one ranking.", ("none", "by_rank")),
    Parameter(
        "clock.by_severity", "Q-32", "no_data", "What holds where a time is \"by severity\" and none is written.",
        ("no_data", "response_time"),
    ),
    Parameter("sign.expiry", "Q-33", "by_sign", "How a risk tier comes down.", ("by_sign", "all_30d")),
    Parameter(
        "pack.select", "Q-51", "primary", "Which pack governs a case when several are installed.",
        ("primary", "all", "one"),
    ),
)  # fmt: skip

_ROUTING = (
    Parameter("directory.missing", "Q-22", "success", "The role told where a role resolves to nobody.", is_role=True),
    Parameter(
        "gate.exempt", "Q-23", "critical_and_threats", "Which cases skip the gates that ask for an attempt first.",
        ("critical_and_threats", "notice_at_once", "none"),
    ),
    Parameter(
        "handover.mode", "Q-24", "by_level", "Whether a hand-over waits for its fields.", ("by_level", "warn", "hold")
    ),
    Parameter("identity.valid_for", "Q-25", "24h", "How long a check of identity holds.", usual=_SPAN),
    Parameter(
        "identity.store", "Q-25", "names_only", "What is kept of a check of identity.",
        ("names_only", "external_reference"),
    ),
    Parameter(
        "identity.high", "Q-26", "named_three", "Whether the named factors of the highest class can be replaced.",
        ("named_three", "any_three"),
    ),
    Parameter(
        "trigger.refund", "Q-27", "summed", "Whether requests of one order within 30 days are summed.",
        ("summed", "per_request"),
    ),
    Parameter("route.overlap", "Q-29", "union", "Who is told where routes overlap.", ("union", "first_category")),
    Parameter(
        "record.hold", "Q-30", "always", "When erasure waits for the evidence.", ("always", "declared_hold_only")
    ),
    Parameter(
        "segment.enterprise.bypass", "Q-52", "queue_and_attempts", "What a direct way past the standard path skips.",
        ("queue_and_attempts", "also_completeness"),
    ),
)  # fmt: skip

_CONDUCT = (
    Parameter(
        "template.apology", "Q-34", "warn", "What a second apology does.", ("warn", "drop_line")
    ),
    Parameter("guard.mode", "Q-35", "warn", "What a guard does that names no mode.", ("warn", "block")),
    Parameter("ladder.value", "Q-36", "replace", "Whether a rung is the whole or an addition.", ("replace", "add")),
    Parameter("ladder.scope", "Q-37", "contract", "What a ladder is walked once for.", ("contract", "case")),
    Parameter(
        "concession.grounds", "Q-38", "own_codes", "Whether ladders need one of the closed grounds.",
        ("own_codes", "grounds_only"),
    ),
    Parameter(
        "ladder.base", "Q-39", "outstanding", "What a share of a contract is a share of.", ("outstanding", "total")
    ),
    Parameter(
        "term.fee", "Q-40", "months_from_kick_off", "From when the months of a fee count.",
        ("months_from_kick_off", "months_from_signature"),
    ),
    Parameter(
        "term.contract", "Q-41", "later_of_both", "When a contract starts that needs two milestones, in whole months.",
        ("later_of_both", "by_day"),
    ),
    Parameter(
        "gate.contract_talk", "Q-42", "last_resort", "What of the contract may be spoken of before its turn.",
        ("last_resort", "all_locked"),
    ),
    Parameter(
        "playbook.order", "Q-43", "acknowledge_is_free", "Whether an acknowledgement waits for an internal alignment.",
        ("acknowledge_is_free", "all_locked"),
    ),
    Parameter(
        "followup.manager", "Q-44", "not_low", "For which levels a manager is told after 24 hours.", ("not_low", "all")
    ),
    Parameter(
        "channel.rule", "Q-45", "by_category", "Whether a call comes before a message.", ("by_category", "call_first")
    ),
    Parameter(
        "clock.callback", "Q-53", "next_working_day", "By when a reply is due that was promised without a time.",
        ("next_working_day", "pack_set"),
    ),
)  # fmt: skip

_UPKEEP = (
    Parameter("metric.csat", "Q-46", "mean", "How satisfaction is summed up.", ("mean", "share_8_or_more")),
    Parameter(
        "metric.churn", "Q-47", "90d", "How long after the last escalation an ended account counts.", usual=_SPAN
    ),
    Parameter(
        "metric.escalation_rate", "Q-48", "all", "Whether critical cases count in the rate.", ("all", "not_critical")
    ),
    Parameter(
        "training.enforce", "Q-49", "advise", "Whether a stage of training limits what an agent may do.",
        ("advise", "enforce"),
    ),
    Parameter(
        "pack.overdue", "Q-50", "stay_in_force", "What holds when the date of review is past.",
        ("stay_in_force", "refuse_new_cases"),
    ),
)  # fmt: skip

PARAMETERS: dict[str, Parameter] = {
    parameter.id: parameter for group in (_TIME, _TRIAGE, _ROUTING, _CONDUCT, _UPKEEP) for parameter in group
}
