"""What changed between two publications: a trace of each record (``snapshot``), and how two sets of traces differ (``compare``).

The words are in ``outputs/news/words.py``, with the dates and telephone numbers as readers see them.
"""
