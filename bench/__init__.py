"""The promises of speed, each measured beside what it is measured against, in one run."""
