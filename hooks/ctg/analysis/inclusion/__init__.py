"""What directories of social services make of a place: their words, what they cannot hold, their score of quality."""
