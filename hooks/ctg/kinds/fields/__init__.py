"""What records are made of: types of fields, references, hours, and what every record has."""
