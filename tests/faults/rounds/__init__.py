"""The fault bench: a real desk in processes of its own, hurt at every place where something durable changes.

A round has a seed, and all that is left to chance in it comes from there. What a round must leave behind is in `law`.
"""
