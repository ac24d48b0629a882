"""From YAML to records: sheets with their lines, mistakes and their remedies, the catalogue, changes in place."""
