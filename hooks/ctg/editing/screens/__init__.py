"""The pages of the form, one module each."""
