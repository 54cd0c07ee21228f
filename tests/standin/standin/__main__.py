"""Runs the stand-in: prints `ready PORT` when it listens, ends on SIGTERM or SIGINT."""

import argparse
import asyncio
import json
import pathlib
import signal
import ssl
import sys

from standin import seeding
from standin.app import Standin


def _options():
    parser = argparse.ArgumentParser(prog="python -m standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="PEM files")
    parser.add_argument("--seed-state", type=pathlib.Path, metavar="FILE", help="JSON, see README")
    parser.add_argument(
        "--keepalive", type=float, default=5, metavar="SECONDS", help="life of idle connections"
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end also when the starter is gone"
    )
    return parser.parse_args()


def _tls_context(files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


async def _watch_stdin(done):
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(4096):
        pass
    done.set()


async def _serve(options):
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)
    server = Standin(options.keepalive)
    if options.seed_state:
        seeding.apply_seed(server.state, json.loads(options.seed_state.read_text("utf-8")))
    port = await server.start(options.port, options.tls and _tls_context(options.tls))
    watching = _watch_stdin(done) if options.until_stdin_closes else done.wait()
    watcher = asyncio.ensure_future(watching)
    print(f"ready {port}", flush=True)
    await done.wait()
    watcher.cancel()
    await server.stop()


asyncio.run(_serve(_options()))
