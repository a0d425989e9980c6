"""About templates: gaps that must be filled and that nobody fills."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.conditions import Kind


def _nobody_fills(subject: Subject) -> Iterator[Found]:
    for template in subject.text.templates:
        for slot in template.slots:
            if slot.optional:
                continue
            if template.automatic and not slot.prefill:
                yield Found(
                    at=slot,
                    what=f"template '{template.id}' goes out by itself, and nothing fills its gap '{slot.id}', so it "
                    "never goes out",
                    mend="Say with `from:` what fills it, make it optional, or let a person send the message.",
                    elements=(template,),
                )
            values = [subject.pack.facts[name] for name in slot.prefill if name in subject.pack.facts]
            choices = {value for one in values if one.kind is Kind.CHOICE for value in one.values}
            sure = slot.prefill and len(values) == len(slot.prefill) and all(one.kind is Kind.CHOICE for one in values)
            if slot.allowed and sure and choices.isdisjoint(slot.allowed):
                yield Found(
                    at=slot,
                    what=f"the gap '{slot.id}' of template '{template.id}' allows none of the words that fill it: "
                    f"{', '.join(sorted(choices))}",
                    mend="Allow some of these words, or fill it from something else.",
                    elements=(template,),
                )


RULES = (Rule(id="slot-nobody-fills", severity="warning", title="a gap of a template stays empty", look=_nobody_fills),)
