"""The file itself, which may be hostile: read apart, scanned, written."""
