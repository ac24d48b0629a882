"""What the coordinator looks after: how old, how complete, whom to call."""
