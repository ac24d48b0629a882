"""The rules that look at records of any kind, at folders, at prose and drawings."""
