"""Changes YAML records in place, in the manner in which people write them."""
