"""Scenarios on a virtual clock: the functions that run the desk, with time that passes as it is told."""
