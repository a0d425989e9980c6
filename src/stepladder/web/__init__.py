"""The doors of the desk: pages for people, an API for programs. Reads through read models, writes through use cases."""
