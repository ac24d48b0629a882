"""Asking those who know, in writing: whom, what, the message, its answer as it came, and what it seems to say."""
