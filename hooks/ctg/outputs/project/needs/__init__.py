"""What is needed and what is there: figures, diagnosis, coverage, early childhood."""
