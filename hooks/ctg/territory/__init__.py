"""Communes, their map and outlines, coverage, a value commune by commune."""
