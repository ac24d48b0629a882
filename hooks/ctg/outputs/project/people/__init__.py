"""Who decides and who takes part: bodies, decisions, opinions, partners."""
