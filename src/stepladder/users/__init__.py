"""Who may come in: people who log in, the workspaces they belong to, and the tokens of other programs."""
