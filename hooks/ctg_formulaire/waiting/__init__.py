"""What is not in the data yet: kept aside, put together, sent."""
