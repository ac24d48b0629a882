"""The committee is alerted to little, and each alert has who closes it. What raises and closes them: ``scenes/``."""

from ctg.upkeep.alerts import alerts
from territoires import ESSAI, catalogue_of


def test_twelve_alerts_at_most_each_with_who_closes_it():
    found = [one for group in alerts(catalogue_of(ESSAI), catalogue_of(ESSAI).day) for one in group.alerts]
    assert 0 < len(found) <= 12
    assert all(one.closes and one.who for one in found)
