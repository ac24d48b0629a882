"""How a page or a file is made: renderer, templates, pictures, charts, PDF, schema.org."""
