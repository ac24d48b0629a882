"""Opening hours: who is open when, holidays, changes, what happens on which day."""
