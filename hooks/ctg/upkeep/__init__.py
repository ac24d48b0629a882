"""What to do next: the alerts of the convention, the calls to make, the sheets to review."""
