"""Tables, lists in JSON, calendars, what each file is."""
