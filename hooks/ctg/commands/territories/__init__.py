"""Commands about other territories, and to start one."""
