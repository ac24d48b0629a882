"""The site into files: build, write, addresses, links, MkDocs."""
