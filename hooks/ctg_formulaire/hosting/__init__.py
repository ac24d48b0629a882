"""Where the site is published: the hosts to choose from, what is sent there, what their address answers."""
