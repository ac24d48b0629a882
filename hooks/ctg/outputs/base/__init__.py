"""What every output stands on: pages and files, templates, facets, the map, drawings, PDF, addresses."""
