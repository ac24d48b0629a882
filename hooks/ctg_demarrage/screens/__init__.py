"""The screens of the form that this extension adds, « Commencer » and « Une nouvelle version »: all that needs the form here."""
