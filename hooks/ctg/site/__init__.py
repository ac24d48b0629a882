"""The site as a whole: frame, home, news, search, about, accessibility, site plan."""
