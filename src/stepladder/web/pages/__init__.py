"""Pages for people: HTML from the server that works as it is; scripts only make it quicker."""
