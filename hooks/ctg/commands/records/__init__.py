"""Commands that change the sheets."""
