"""Indicators, diagnosis, early childhood."""
