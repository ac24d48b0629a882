"""A new territory from the State's registers: what they answer, read as hostile, and the files of a project made of it."""
