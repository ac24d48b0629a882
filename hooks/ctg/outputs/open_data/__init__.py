"""The data in every standard that someone reads: one module a format, ``files(renderer)`` and what it says of them, ``ABOUT``."""
