"""The generator: YAML facts of a territory in, files of a public site out."""
