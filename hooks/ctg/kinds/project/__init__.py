"""What the project is made of: frameworks, actions, figures, meetings, partners."""
