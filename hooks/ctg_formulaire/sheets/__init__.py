"""A sheet and what is done with it: its first page, the files that stand alone, the search."""
