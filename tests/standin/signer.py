"""Throwaway hotkeys that sign requests with the Rust bindings, for tests."""

import hashlib
import secrets
import time

import sr25519
from standin.signature import encode_ss58

_PURPOSES = (("/api_keys", "api_keys"), ("/secrets", "secrets"), ("/chutes", "chutes"))


class Hotkey:
    def __init__(self, seed=None, prefix=42):
        self.seed = seed or secrets.token_bytes(32)
        self._pair = sr25519.pair_from_seed(self.seed)
        self.address = encode_ss58(self._pair[0], prefix)

    def sign(self, text):
        return sr25519.sign(self._pair, text.encode()).hex()

    def headers(self, method, target, body=b"", nonce=None, purpose=None):
        """The three headers of a signed request, as a client of the API makes them."""
        nonce = str(int(time.time()) if nonce is None else nonce)
        if purpose is None and method not in ("POST", "PUT", "PATCH"):
            purpose = next((p for path, p in _PURPOSES if target.startswith(path)), "me")
        signed = purpose or hashlib.sha256(body).hexdigest()
        return {
            "X-Chutes-Hotkey": self.address,
            "X-Chutes-Nonce": nonce,
            "X-Chutes-Signature": self.sign(f"{self.address}:{nonce}:{signed}"),
        }
