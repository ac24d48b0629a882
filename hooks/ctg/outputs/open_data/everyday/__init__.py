"""What people take into their own tools: calendars, feeds, cards, posters, frames."""
