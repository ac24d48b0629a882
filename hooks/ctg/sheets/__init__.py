"""Sheets of YAML: read with their lines, told where they slip, turned into checked values."""
