"""A browser that is read as people read it: once what the last gesture set off is over, and where it leads has come.

Playwright reads at once (``count``, ``is_visible``, ``evaluate``…), in the middle of what a click began; only ``expect`` waits,
and looks again after 100 ms, then 250, then 500. :func:`patient` makes every read wait for what the page says of itself, so that
no test has to think of it, and ``expect`` likewise: most often, its first look is then enough. A gesture waits too, for the page
to which the one before leads. What a gesture does without the page saying that it is at work is for ``expect``.
"""

import re
from collections.abc import Callable
from functools import wraps

READS = re.compile(
    r"all|aria_|bounding|content$|count$|element|eval|get_attr|inner|input_|is_(?!closed)|pdf|query|screenshot|text_|title$|url$"
)
GESTURES = re.compile(
    r"blur|check|clear$|(dbl)?click|dispatch|drag_|drop$|emulate|fill|focus|hover|keyboard|mouse|press|select_|set_(?!default|extra)"
    r"|tap|touch|type|uncheck"
)
"""Names of Playwright: what is read of a page, what is done to it."""
LEAVING = """
addEventListener('submit', (event) => { if (!event.defaultPrevented) globalThis.leaving = true })
navigation.addEventListener('navigate', ({ destination, downloadRequest }) => {
  if (!destination.sameDocument && downloadRequest === null && /^https?:/.test(destination.url)) globalThis.leaving = true
})
navigation.addEventListener('navigateerror', () => { globalThis.leaving = false })
addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
  if (effectiveDirective === 'form-action') globalThis.leaving = false
})
"""
"""In every page: whether it is being left for another, which the browser does not show yet. Without scripts, Playwright itself
waits after a gesture on an element, and never after a key of the page: ``page.locator(":focus").press``."""
STAYS = "() => !globalThis.leaving && performance.timeOrigin"
"""When the document that is shown began: what tells it from the next one, were it at the same address."""


def patient(owners: tuple[type, ...], ready: Callable[..., None]) -> None:
    """Make these classes of Playwright wait; ``ready(page)`` is how, and notes in ``page.document`` which one is ready."""
    from playwright.sync_api import Error, Expect  # slow to import: only for those who ask

    def here(page) -> bool:
        """Whether the page that was ready is still there, and is not being left: most often, asked in one message."""
        try:
            return page.main_frame.evaluate(STAYS) == vars(page).get("document")
        except Error:  # it left in the middle of the question
            return False

    def read(page, _name: str) -> None:
        if vars(page).get("moved"):
            ready(page)

    def gesture(page, name: str) -> None:
        scripted = vars(page).get("scripted", True)
        assert scripted or name != "keyboard", "nothing would wait for where this key leads: page.locator(':focus').press"
        if scripted and vars(page).get("moved") and not here(page):
            page.wait_for_function(STAYS)
            ready(page)  # elsewhere: a press would be lost before the scripts of that page have begun
        page.moved = True

    look = Expect.__call__

    def expected(self, actual, *more):
        if isinstance(actual, owners):
            read(getattr(actual, "page", actual), "expect")
        return look(self, actual, *more)

    Expect.__call__ = expected
    for owner in owners:
        for before, names in ((read, READS), (gesture, GESTURES)):
            for name in filter(names.match, list(vars(owner))):
                setattr(owner, name, _after(before, name, vars(owner)[name]))


def _after(before: Callable[..., None], name: str, act):
    def waited(one) -> None:
        before(getattr(one, "page", one), name)

    if isinstance(act, property):
        return property(lambda one: (waited(one), act.fget(one))[1])

    @wraps(act)
    def patiently(one, *args, **options):
        waited(one)
        return act(one, *args, **options)

    return patiently
