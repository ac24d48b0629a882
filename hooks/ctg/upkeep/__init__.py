"""What to do next: calls, reviews."""
