"""What a draft must not say, and templates whose slots are filled."""
