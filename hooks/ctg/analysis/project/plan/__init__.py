"""The actions of a plan: their tree, their dates, their money, where they stand."""
