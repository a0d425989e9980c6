"""Who stands behind a name at an instant: deputies, rotas, and what a stage of training advises."""
