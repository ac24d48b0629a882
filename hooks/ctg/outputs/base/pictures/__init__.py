"""What is drawn: charts, maps, colours."""
