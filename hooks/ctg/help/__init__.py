"""Help for who writes: each field told, the names that it may cite, a new sheet explained."""
