"""The territorial project: the pages of its section, and what its records' own pages show besides."""
