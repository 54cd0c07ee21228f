"""Recorded exchanges with the real server, and how a case is sent anew and compared."""

import dataclasses
import hashlib
import json
import pathlib
import re
import secrets
import time

import signer

FILE = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "server-transcript.jsonl"
CASES = {case["case"]: case for case in map(json.loads, FILE.read_text("utf-8").splitlines())}

# Members that are made anew by each run: compared by shape only.
_FRESH = (
    "api_key_id|created_at|fingerprint|nonce|payment_address|scope_id|secret_key"
    "|token|updated_at|user_id|value"
)
_FRESH_MEMBER = re.compile(rf'"({_FRESH})":"([^"]*)"')
_SHAPES = [
    ("uuid", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("zulu", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z"),
    ("zoneless", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?"),
    ("api key", r"cpk_[a-f0-9]{32}\.[a-f0-9]{32}\.[a-zA-Z0-9]{32}"),
    ("address", r"5[1-9A-HJ-NP-Za-km-z]{47}"),
    ("fingerprint", r"[A-Za-z0-9]{32}"),
    ("ciphertext", r"c30d04070302[0-9a-f]+"),
    ("session token", r"[\w-]+\.[\w-]+\.[\w-]+"),
]
_CUT = re.compile(r"\.\.\.\[\d+\]$")  # a long reply was recorded in part


def shape(value):
    return next((name for name, regex in _SHAPES if re.fullmatch(regex, value)), value)


def shaped(body):
    return _FRESH_MEMBER.sub(lambda found: f'"{found[1]}":"<{shape(found[2])}>"', body)


def compare(case, answer, renamed):
    """Status, type, members and their order, texts; `renamed` maps recorded text to this run's."""
    assert answer.status == case["status"]
    assert answer.header("content-type") == case["content_type"]
    for name, value in case["extra_headers"].items():
        assert answer.header(name) == value
    expected = case["response"]
    for recorded, ours in renamed.items():
        expected = expected.replace(recorded, ours)
    actual = answer.body.decode()
    if _CUT.search(expected):
        head = _CUT.sub("", expected)
        head = shaped(head[: head.rindex(',"')])  # to the last whole member
        assert shaped(actual).startswith(head)
    elif case["content_type"] == "application/json" and expected:
        assert _ordered(shaped(actual)) == _ordered(shaped(expected))
    else:
        assert actual == expected


def _ordered(text):
    return json.loads(text, object_pairs_hook=lambda pairs: ("object", pairs))


@dataclasses.dataclass
class Replay:
    """One case against one server: who plays whom, and the request made fresh."""

    standin: object
    api: object
    case: dict
    renamed: dict = dataclasses.field(default_factory=dict)
    hotkeys: dict = dataclasses.field(default_factory=dict)
    nonce_offset: int = 0

    def hotkey(self, address):
        """Our own key in the part of a recorded address."""
        if address not in self.hotkeys:
            seed = secrets.token_bytes(32)
            self.hotkeys[address] = signer.Hotkey(seed, 42 if address.startswith("5") else 0)
            self.renamed[address] = self.hotkeys[address].address
        return self.hotkeys[address]

    def same_key_as(self, address, other):
        self.hotkeys[address] = signer.Hotkey(self.hotkey(other).seed, 0)
        self.renamed[address] = self.hotkeys[address].address

    def freeze(self):
        """Stops the server's clock in mid-second, so that the edges of a window are exact."""
        self.standin.settings(frozen_time=int(time.time()) + 0.5)

    def _rename(self, text):
        for recorded, ours in self.renamed.items():
            text = text.replace(recorded, ours)
        return text

    def run(self):
        headers = dict(self.case["headers"])
        role = headers.get("X-Chutes-Hotkey") or headers.get("X-Chutes-Coldkey")
        signing = self.hotkey(role) if role and role.startswith(("5", "1")) else signer.Hotkey()
        method, target = self._rename(self.case["request"]).split(" ", 1)
        body = self.case["body"]
        body = None if body is None else self._rename(body).encode()
        headers = {name: self._rename(value) for name, value in headers.items()}
        if "X-Chutes-Nonce" in headers:
            fresh = str(int(time.time()) + self.nonce_offset)
            self.renamed[headers["X-Chutes-Nonce"]] = headers["X-Chutes-Nonce"] = fresh
        if len(headers.get("X-Chutes-Signature", "")) == 128:
            text = self._signed_text(headers, method, target, body or b"")
            headers["X-Chutes-Signature"] = signing.sign(text)
        compare(self.case, self.api.send(method, target, body, headers), self.renamed)

    def _signed_text(self, headers, method, target, body):
        nonce = headers.get("X-Chutes-Nonce", str(int(time.time())))
        address = headers.get("X-Chutes-Hotkey") or headers.get("X-Chutes-Coldkey")
        if target == "/users/change_fingerprint":
            return f"{address}:{json.loads(body)['fingerprint']}:{nonce}"
        if method in ("POST", "PUT", "PATCH"):
            return f"{address}:{nonce}:{hashlib.sha256(body).hexdigest()}"
        purposes = {"api_keys": "api_keys", "secrets": "secrets", "chutes": "chutes"}
        return f"{address}:{nonce}:{purposes.get(target.split('/')[1].split('?')[0], 'me')}"
