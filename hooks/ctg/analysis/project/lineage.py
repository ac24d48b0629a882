"""What follows an action from one framework to the next."""

from __future__ import annotations

from ctg.catalogue import Catalogue
from ctg.kinds import Action


def follow_ups(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that follow one, as its ``suite`` says."""
    return tuple(found for id in (action.suite.vers if action.suite else ()) if (found := catalogue.get(Action, id)))


def followed(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that one follows."""
    return catalogue.referenced_by(action, Action, "suite")
