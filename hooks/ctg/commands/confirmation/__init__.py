"""Commands by which facts are confirmed."""
