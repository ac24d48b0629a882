"""What families look for: places, services, communes, guided paths."""
