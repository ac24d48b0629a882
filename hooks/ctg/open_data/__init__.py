"""Tables, lists, GeoJSON, calendars, schemas and what describes them."""
