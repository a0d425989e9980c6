"""Calendars, work time, deadlines and marks: everything the desk knows about time, and never the present moment."""
