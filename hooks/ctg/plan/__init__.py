"""Frameworks, axes, actions, money, partners, opinions."""
