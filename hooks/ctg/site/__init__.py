"""The site as a whole: frame, home, search, about, accessibility, site plan."""
