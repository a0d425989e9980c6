"""Ways out of the house: each implements the port `Channel` of the service."""
