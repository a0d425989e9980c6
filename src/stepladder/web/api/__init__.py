"""The API under /api/v1: plain Django views over msgspec types, problem details on every error, bearer tokens."""
