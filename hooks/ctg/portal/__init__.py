"""The site of a portal: what several territories publish, shown together, each fact with the site that it comes from.

Their records are made again from the copies that ``gathering`` keeps, by our own models, and put into one catalogue: the
pages are then those of any site. ``site`` says what they are.
"""
