"""A visitor who notes everything: requests to other hosts, breaches of the policy, errors, what the device keeps."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page, Route
from sondes import FOLDER

# Every breach of the policy is told to Python at once: it survives the page that it happened on.
WATCH = """addEventListener('securitypolicyviolation', (event) =>
  breach(`${location.pathname} : ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"""

KEPT = (FOLDER / "garde.js").read_text("utf-8")
"""What a page has kept on the device."""
NOTHING = {"cookies": "", "local": {}, "session": [], "databases": [], "caches": [], "workers": 0}


@dataclass
class Witness:
    """A visitor whose every request and every breach is noted."""

    context: BrowserContext
    page: Page
    home: str
    breaches: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    """Every request to another host, those that the policy stopped included."""
    sent: list[str] = field(default_factory=list)
    """Those that would have left the device, once :meth:`stops_what_leaves` stands in their way."""
    errors: list[str] = field(default_factory=list)

    def stops_what_leaves(self) -> None:
        """Tell what the policy lets out from what it stops. Every request then goes through this process, which is slow;
        without it they fail all the same, for want of a network."""

        def stop(route: Route) -> None:
            self.sent.append(route.request.url)
            route.abort()

        self.context.route(re.compile(r"^https?://(?!127\.0\.0\.1:)"), stop)

    def saw_nothing(self) -> None:
        assert self.breaches == []
        assert self.elsewhere == []
        assert self.errors == []
        assert self.context.cookies() == []


@pytest.fixture
def witness(visit) -> Callable[..., Witness]:
    """``witness(address)`` → a visitor of the site served there, whom nothing knows; ``apart``: whose browser keeps what it is
    told to, workers included."""
    heard = []

    def start(home: str, apart: bool = False) -> Witness:
        page = visit(height=900, apart=apart)
        found = Witness(page.context, page, home)
        page.expose_function("breach", lambda told: found.breaches.append(told))
        page.add_init_script(WATCH)

        def asked(request):
            if not request.url.startswith((home, "data:", "blob:")):
                found.elsewhere.append(request.url)

        page.context.on("request", asked)
        heard.append((page.context, asked))

        page.on("pageerror", lambda error: found.errors.append(f"{page.main_frame.url} : {error}"))
        page.on(
            "console", lambda told: found.errors.append(f"{page.main_frame.url} : {told.text}") if told.type == "error" else None
        )
        return found

    yield start
    for context, asked in heard:
        context.remove_listener("request", asked)
        context.unroute_all()
