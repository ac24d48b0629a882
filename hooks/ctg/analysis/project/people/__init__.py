"""Who meets, and who is asked."""
