"""Links that leave the site: where they are written (``collect``), where they lead (``check``), what we remember (``cache``)."""
