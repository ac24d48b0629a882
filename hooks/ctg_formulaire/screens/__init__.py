"""The screens of the form: each is a function of a request and a desk, at an address of the table of ``web``."""
