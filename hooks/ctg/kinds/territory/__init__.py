"""What stands alone: the territory, its words, its emergency numbers, its accessibility."""
