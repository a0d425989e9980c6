"""Imported by name alone, in the process that all others are forked from: the bench itself must not become a desk."""

from tests.faults.rounds.programs import get_ready

get_ready()
