"""The site as a whole: frame, home, search, about, site plan, the addresses that were published."""
