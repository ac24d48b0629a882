"""Territories side by side: conventions, indicators of one definition, coverage."""
