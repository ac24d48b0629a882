"""``ctg document``, and a module for each document that it writes."""
