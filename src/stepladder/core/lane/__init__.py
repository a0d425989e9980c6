"""A lane of deliveries and its peer: how many may go out in a time, and when a peer that is ill is left alone."""
