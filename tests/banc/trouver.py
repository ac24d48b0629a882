"""How fast the finder answers: milliseconds from a change of filter to the list drawn again, in Chromium.

``python tests/banc/trouver.py [RECORDS …]`` prints, per size, the median of 30 changes, the weight of the
finder's script and data (gzip), and of its page.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from banc.generer import generate

CHANGES = """async () => {
  const times = []
  const set = (name, value) => {
    const field = document.querySelector('.filtres').elements[name]
    const start = performance.now()
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
    document.body.getBoundingClientRect() // the list is laid out again
    times.push(performance.now() - start)
  }
  for (let n = 0; n < 5; n++) {
    const changes = Object.entries({ t: 'petite-enfance', commune: 'aubrelune', jour: 'mercredi', age: '3', q: 'renards' })
    for (const [name, value] of changes) {
      set(name, value)
      await new Promise((done) => setTimeout(done, 20))
    }
    for (const name of ['t', 'commune', 'jour', 'age']) set(name, '')
    times.splice(-4)
  }
  return times
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass


def weight(path: Path) -> float:
    """Kilobytes once gzipped."""
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def measure(browser, records: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        project = generate(Path(folder), records)
        site = Path(folder) / "site"
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(site)], cwd=project, check=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"http://127.0.0.1:{server.server_port}/trouver/")
        page.locator(".chercheur--actif").wait_for(timeout=60_000)
        page.wait_for_timeout(1000)
        median = statistics.median(page.evaluate(CHANGES))
        page.close()
        server.shutdown()
        script = sum(weight(site / "assets/js" / name) for name in ("trouver.js", "ouverture.js"))
        data, html = weight(site / "assets/trouver.json"), weight(site / "trouver/index.html")
    return f"| {records} | {median:.0f} ms | {script:.1f} Ko | {data:.1f} Ko | {html:.1f} Ko |"


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [500, 5000]
    print("| fiches | réponse (médiane) | script gz | données gz | page gz |\n|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size in sizes:
            print(measure(browser, size), flush=True)


if __name__ == "__main__":
    main()
