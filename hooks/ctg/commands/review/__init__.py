"""Commands that say what to do."""
