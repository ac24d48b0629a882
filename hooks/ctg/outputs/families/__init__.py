"""What families read: the home page, places and services, the finder, easy pages, emergency numbers."""
