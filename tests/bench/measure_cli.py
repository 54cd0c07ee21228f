"""`chutes keys list` as a whole process, beside curl making the same HTTPS call."""

import pathlib
import shutil
import tempfile

import peers
import recorded_pages
from programs import USER
from report import Figure
from signer import Hotkey

ROUNDS = 300
KEYS = 25
GOAL = 0.4


def _curl(base_url, certificate):
    """The call that the daemon makes, and what is needed to be able to make it."""
    target = "/api_keys/?page=0&limit=1000"
    headers = {"X-Chutes-UserID": USER["user_id"], **Hotkey().headers("GET", target)}
    words = [shutil.which("curl"), "-q", "--silent", "--show-error", "--fail", "--cacert", certificate,
             "--output", "/dev/null"]
    for name, value in headers.items():
        words += ["--header", f"{name}: {value}"]
    return [*words, base_url + target]


def _measure(programs, http2):
    with tempfile.TemporaryDirectory(prefix="chutesd-bench-") as made:
        folder = pathlib.Path(made)
        with peers.nginx(programs.nginx, folder, recorded_pages.key_page(KEYS), http2) as base_url:
            with programs.household(base_url) as home:
                certificate = folder / "cert.pem"
                home.start_daemon("--ca-file", str(certificate))
                shown = home.run("keys", "list")
                if shown.status != 0 or shown.out.count("key-") != KEYS:
                    raise RuntimeError(f"keys list does not work: {shown.out}{shown.err}")
                ours, curl = programs.run(
                    "process_bench", programs.rounds(ROUNDS), "--", programs.chutes, "keys", "list",
                    "--", *_curl(base_url, certificate), env=home.environment)
    return ours["median"] / 1000, curl["median"] / 1000


def measure(programs):
    for name, http2, protocol in (("cli-list", False, "HTTP/1.1"), ("cli-list-h2", True, "HTTP/2")):
        ours, curl = _measure(programs, http2)
        yield Figure(name, f"chutes keys list, {KEYS} keys", ours, "ms", f"curl, the same call ({protocol})", curl, GOAL)
