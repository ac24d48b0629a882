"""From when on something is told to the team: the thresholds of the alerts, which a yearly committee can act on."""

from __future__ import annotations

SILENCE_MONTHS = 12
"""An action under way of which nothing dated was told since."""
MEASURE_MONTHS = 24
"""Without a measure, counted from the end of the last year measured."""
ANSWER_MONTHS = 6
"""A request or a decision without a term, of which nothing is said."""
NOTICE_MONTHS = 6
"""When a convention or a plan is said to be near its end."""
OVERSPENT_PERCENT = 5
"""Spent beyond what was planned, by action and by year."""
