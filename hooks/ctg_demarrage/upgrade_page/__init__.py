"""« La version de l’outil »: a newer one tried beside, then taken. It needs the form."""
