"""What many customers meet at once: a watch suspects it, and a person declares it."""
