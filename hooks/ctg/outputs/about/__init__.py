"""The pages about the site itself: legal, accessibility, help, plan."""
