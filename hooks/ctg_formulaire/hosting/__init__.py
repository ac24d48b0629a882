"""Where the project goes: the hosts to choose from, the site sent to one, the changes sent to those who share the project."""
