"""Commands to change version, or tool."""
