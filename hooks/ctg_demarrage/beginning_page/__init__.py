"""« Commencer »: the page that makes a project, and what serves it before there is one."""
