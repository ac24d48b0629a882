"""What is told of the data: descriptions for people and for programs."""
