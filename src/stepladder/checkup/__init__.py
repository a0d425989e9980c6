"""A check-up of an installation: what stands well, what will hurt soon, what is broken, and how to mend it."""
