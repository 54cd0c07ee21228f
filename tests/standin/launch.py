"""Starts the stand-in as a process of its own and talks to its control routes.

Needs the standard library alone, so that end-to-end tests can import it from anywhere:

    with Standin() as standin:
        token = standin.token()
        standin.fault(kind="close", method="POST", path="^/api_keys/$", commit=True)
        run("chutes", "--base-url", standin.url, ...)
        assert standin.wait_for(1, method="POST")[0]["status"] == 200
"""

import http.client
import json
import os
import pathlib
import select
import ssl
import subprocess
import sys
import tempfile
import urllib.parse

_FOLDER = pathlib.Path(__file__).resolve().parent
_START_SECONDS = 20
_STOP_SECONDS = 5
_CALL_SECONDS = 30


class Standin:
    """One server process on a free port of 127.0.0.1; stopped by its pid, or when we are gone."""

    def __init__(self, tls=None, keepalive=None, seed=None, python=sys.executable):
        """`tls`: (certificate, key) files. `keepalive`: seconds. `seed`: a dict, see README."""
        self._python = python
        self._tls = tls
        self._keepalive = keepalive
        self._seed = seed
        self._process = None
        self.port = None

    @property
    def url(self):
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        command = [self._python, "-m", "standin", "--port", "0", "--until-stdin-closes"]
        if self._tls:
            command += ["--tls", *map(str, self._tls)]
        if self._keepalive is not None:
            command += ["--keepalive", str(self._keepalive)]
        with tempfile.TemporaryDirectory() as folder:
            if self._seed is not None:
                seed_file = pathlib.Path(folder, "seed.json")
                seed_file.write_text(json.dumps(self._seed), "utf-8")
                command += ["--seed-state", str(seed_file)]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(_FOLDER), "PYTHONDONTWRITEBYTECODE": "1"},
            )
            self.port = self._read_port()
        return self

    def _read_port(self):
        readable, _, _ = select.select([self._process.stdout], [], [], _START_SECONDS)
        line = self._process.stdout.readline().decode() if readable else ""
        if not line.startswith("ready "):
            self.stop()
            raise RuntimeError(f"the stand-in did not start, it said {line!r}")
        return int(line.split()[1])

    def stop(self):
        """Ends the process; harmless if it has ended. Returns its exit status."""
        if self._process is None:
            return None
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdin.close()
        process.stdout.close()
        return process.returncode

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def control(self, method, route, spec=None, /, **query):
        """Any control route below /_standin/; a refused call raises."""
        if self._tls:
            # The certificate is the caller's own and the peer our own child.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=_CALL_SECONDS, context=context
            )
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_CALL_SECONDS)
        target = f"/_standin/{route}"
        if query:
            target += "?" + urllib.parse.urlencode(query)
        try:
            body = None if spec is None else json.dumps(spec)
            connection.request(method, target, body, {"Connection": "close"})
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise RuntimeError(f"{method} {target}: {answer}")
        return answer

    def reset(self):
        """Forgets rows, settings, faults and the log."""
        self.control("POST", "reset")

    def seed(self, document):
        self.control("POST", "seed", document)

    def settings(self, **changes):
        return self.control("POST", "settings", changes)

    def token(self, **spec):
        """A registration token; expired=True for one that is no longer good."""
        return self.control("POST", "tokens", spec)["token"]

    def user(self, **spec):
        return self.control("POST", "users", spec)

    def change_user(self, user, **changes):
        return self.control("PATCH", f"users/{user}", changes)

    def delete_user(self, user):
        self.control("DELETE", f"users/{user}")

    def chute(self, owner, name, **spec):
        return self.control("POST", "chutes", {"owner": owner, "name": name, **spec})

    def keys(self, owner, name, **spec):
        """One key, or `count` of them; each row holds the `key` text."""
        return self.control("POST", "keys", {"owner": owner, "name": name, **spec})

    def secrets(self, owner, chute, key, **spec):
        return self.control("POST", "secrets", {"owner": owner, "chute": chute, "key": key, **spec})

    def rows(self, table):
        """The rows of users, chutes, keys or secrets; a secret's `value` is in clear."""
        return self.control("GET", table)

    def coldkey(self, address, tao):
        """The free balance that registration looks at."""
        self.control("PUT", f"coldkeys/{address}", {"tao": tao})

    def fault(self, **spec):
        return self.control("POST", "faults", spec)

    def faults(self):
        return self.control("GET", "faults")

    def clear_faults(self):
        self.control("DELETE", "faults")

    def log(self, **query):
        return self.control("GET", "log", **query)

    def clear_log(self):
        self.control("DELETE", "log")

    def wait_for(self, count, timeout_ms=10000, **query):
        """The matching log entries as soon as there are `count`; fails if that never happens."""
        entries = self.control("GET", "log", count=count, timeout_ms=timeout_ms, **query)
        if len(entries) < count:
            raise TimeoutError(f"{len(entries)} of {count} requests came: {entries}")
        return entries

    def connections(self):
        return self.control("GET", "connections")

    def close_idle(self, reset=False):
        return self.control("POST", "close_idle", {"reset": reset})["closed"]

    def bugs(self):
        return self.control("GET", "bugs")


def make_certificate(folder):
    """A throwaway certificate for 127.0.0.1 and localhost, by the openssl program: (cert, key)."""
    certificate, key = pathlib.Path(folder, "cert.pem"), pathlib.Path(folder, "key.pem")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    subprocess.run(
        [*command.split(), "-subj", "/CN=localhost", "-addext", names]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key
