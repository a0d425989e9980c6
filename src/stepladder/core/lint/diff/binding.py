"""For whom a rule holds, and for whom it begins or ends to hold."""

from __future__ import annotations

from stepladder.core.lint.diff.difference import How
from stepladder.core.lint.diff.pairs import Both
from stepladder.core.policy.base import Selector, keys_of
from stepladder.core.policy.shown.conditions import joined
from stepladder.core.policy.shown.words import quoted


def bound(both: Both, before: Selector, old: Selector, new: Selector) -> str:
    """What a changed selector comes to: `now also where the level is High`.

    `old` is `before` with the later names of what it names.
    """
    keys = [key for key in keys_of(new) if getattr(old, key) != getattr(new, key)]
    if len(keys) == 1 and getattr(old, keys[0]) and getattr(new, keys[0]):
        key = keys[0]
        was, now = getattr(old, key), getattr(new, key)
        gained = [quoted(both.now.of(key, name)) for name in now if name not in was]
        lost = [
            quoted(both.was.of(key, name)) for name, later in zip(getattr(before, key), was, strict=True)
            if later not in now
        ]  # fmt: skip
        words = [f"now also where the {key} is {joined(gained, 'or')}"] if gained else []
        words += [f"no longer where the {key} is {joined(lost, 'or')}"] if lost else []
        return ", ".join(words) or "in another order"
    was_said, now_said = both.was.binding(before) or "in every case", both.now.binding(new) or "in every case"
    return f"now {now_said} instead of {was_said}"


def wider(old: Selector, new: Selector) -> How:
    """Whether a selector holds for more or fewer; `changed` where neither holds the whole of the other."""
    more = less = False
    for key in keys_of(new):
        was, now = set(getattr(old, key)), set(getattr(new, key))
        if was == now:
            continue
        more |= bool(was) and (not now or bool(now - was))
        less |= bool(now) and (not was or bool(was - now))
    return "changed" if more == less else "wider" if more else "narrower"
