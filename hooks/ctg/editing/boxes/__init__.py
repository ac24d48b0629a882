"""The boxes of a form: how a field is asked, what is typed, what it becomes."""
