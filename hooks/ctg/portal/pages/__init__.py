"""The pages of a portal, one module each: ``files(renderer, together)`` → pages and files."""
