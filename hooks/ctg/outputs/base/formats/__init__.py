"""Formats that several outputs write: PDF, calendars and cards, JSON-LD, JSON Schema."""
