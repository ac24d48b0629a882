"""What a host and other programs read beside the pages: policy, redirects, site map, shared pictures."""
