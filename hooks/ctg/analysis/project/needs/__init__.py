"""What is needed and what is there: figures, coverage, early childhood."""
