"""What works without being asked: the due loop, the senders, and the supervisor that keeps web and worker alive."""

from stepladder.memory import collect_seldom

collect_seldom()
