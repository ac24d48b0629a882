"""The site into files: build, write, links, MkDocs."""
