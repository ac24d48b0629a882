"""When things are open, and what happens on which day."""
