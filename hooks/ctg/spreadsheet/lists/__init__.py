"""Lists from elsewhere: their columns, their hours, which rows we have already."""
