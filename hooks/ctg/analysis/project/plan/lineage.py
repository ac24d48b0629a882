"""What follows an action from one framework to the next."""

from __future__ import annotations

from ctg.catalogue import Catalogue
from ctg.kinds import Action


def follow_ups(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that follow one, as its ``suite`` says."""
    return tuple(catalogue.those(Action, action.suite.vers if action.suite else ()))


def followed(catalogue: Catalogue, action: Action) -> tuple[Action, ...]:
    """The published actions that one follows."""
    return catalogue.referenced_by(action, Action, "suite")
