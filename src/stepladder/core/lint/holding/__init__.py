"""Whether a condition can hold at all, can fail at all, or holds whenever another does: decided, never guessed."""

from stepladder.core.lint.holding.satisfy import always, idle_parts, implies, never, together

__all__ = ["always", "idle_parts", "implies", "never", "together"]
