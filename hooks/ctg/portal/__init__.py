"""The site of a portal: territories side by side, each fact with the site that it comes from, and families led to these sites.

Records are made again from the copies that ``gathering`` keeps, by our own models, in one catalogue a territory. No place, no
telephone and no address of a territory is published here: no site can expose nor replace what another one says of them.
"""
