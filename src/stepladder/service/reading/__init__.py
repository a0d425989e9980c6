"""Read models: what pages and peers see, put together from stored state and the policy each case is pinned to."""
