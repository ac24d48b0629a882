"""What is told of a year: alerts, the year itself, what an evaluation needs."""
