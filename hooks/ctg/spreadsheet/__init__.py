"""Records ⇄ spreadsheets (.xlsx, .ods, .csv): what ``ctg exporter`` and ``ctg importer`` share.

Out: ``columns`` (one a field) → ``cells`` (a value as one text) → ``writing``.
In: ``guard`` (is this file safe to open?) → ``reading`` → ``rows`` (with ``repairs`` of what spreadsheets
spoil) → ``plan`` (what would change, checked on a copy of the project) → ``report``.
"""
