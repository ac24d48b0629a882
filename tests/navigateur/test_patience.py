"""What a test reads just after a gesture is what the gesture leads to, however slowly and in however many pieces it comes."""

import pytest

from serveur_local import Reply, serve

ASKS = b"""<!doctype html><title>Une</title><a href="/deux">Lien</a>
<form action="/deux"><input aria-label="Mot"><button>Envoyer</button></form>"""
PIECES = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    b"<!doctype html><title>Deux</title><button>Garder</button><input>" + b" " * 5000,
)
LAST = b"<input><input><script>document.querySelector('button').onclick = () => { document.title = 'Garde' }</script>"
GESTURES = {
    "a link": lambda page: page.get_by_role("link").click(),
    "a button": lambda page: page.get_by_role("button").click(),
    "a key in a field": lambda page: page.get_by_label("Mot").press("Enter"),
    "a key on a link": lambda page: page.get_by_role("link").press("Enter"),
}


def answer(_method: str, path: str) -> Reply:
    second = Reply(drip=(*PIECES, LAST), delay=0.1)
    return second if path.startswith("/deux") else Reply(200, ASKS, {"Content-Type": "text/html"})


@pytest.mark.parametrize("scripts", [True, False], ids=["avec", "sans"])
def test_what_is_read_after_a_gesture_is_the_whole_page_where_it_leads(visit, scripts):
    page = visit(java_script_enabled=scripts)
    with serve(answer) as server:
        for name, gesture in GESTURES.items():
            page.goto(f"{server.address}/")
            gesture(page)
            assert (page.locator("input").count(), page.title()) == (3, "Deux"), name
            assert page.url.startswith(f"{server.address}/deux")
        if scripts:
            page.goto(f"{server.address}/")
            page.get_by_label("Mot").focus()
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Garder").click()
            assert page.title() == "Garde", "a press on a page that comes waits for its scripts"
