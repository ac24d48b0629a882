"""How facts are said: what pages, formats and files write of hours, moments, contacts, and of whose the project is."""
