"""Rules about the project: frameworks, figures, evaluations."""
