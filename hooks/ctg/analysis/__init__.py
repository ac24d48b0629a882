"""Questions that the catalogue answers: who is open, how far, how fresh, what needs attention."""
