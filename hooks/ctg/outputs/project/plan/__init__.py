"""The plan: the convention, the other frameworks, their actions and their means."""
