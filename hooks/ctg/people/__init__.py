"""Bodies, meetings, decisions, the diary."""
