"""Frameworks, axes, actions, money, partners."""
