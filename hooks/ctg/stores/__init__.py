"""The files of ``data/`` that are no records: points, outlines, a drawing, news, campaigns, lists."""
