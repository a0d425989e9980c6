"""The program `stepladder`: one module per command; each loads what it needs only when it runs."""

from stepladder.memory import collect_seldom

collect_seldom()
