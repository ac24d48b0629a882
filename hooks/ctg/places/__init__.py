"""Structures and services: their pages, lists, the finder, danger."""
