"""Tables, lists in JSON, what each file is."""
