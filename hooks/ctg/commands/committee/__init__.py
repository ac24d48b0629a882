"""Commands that prepare a committee."""
