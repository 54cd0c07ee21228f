"""sr25519 signatures, by the Rust schnorrkel bindings, and the texts that are signed."""

import hashlib

import sr25519

from standin.errors import unauthorized

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def encode_ss58(public_key, prefix=42):
    """The address of a 32-byte key, for one-byte prefixes (0-63)."""
    payload = bytes([prefix]) + public_key
    payload += hashlib.blake2b(b"SS58PRE" + payload).digest()[:2]
    number = int.from_bytes(payload, "big")
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    return "1" * (len(payload) - len(payload.lstrip(b"\0"))) + digits


def decode_ss58(address):
    """The public key, or ValueError. Two-byte prefixes are refused: they never verify upstream."""
    number = 0
    for char in address:
        digit = _ALPHABET.find(char)
        if digit < 0:
            raise ValueError(f"not base58: {address}")
        number = number * 58 + digit
    length = (number.bit_length() + 7) // 8
    payload = bytes(len(address) - len(address.lstrip("1"))) + number.to_bytes(length, "big")
    if len(payload) != 35 or payload[0] > 63:
        raise ValueError(f"not an address of a 32-byte key: {address}")
    if hashlib.blake2b(b"SS58PRE" + payload[:33]).digest()[:2] != payload[33:]:
        raise ValueError(f"wrong checksum: {address}")
    return payload[1:33]


def verify(address, message, signature):
    """Whether `address` signed the text, plainly or in <Bytes>. ValueError for a bad address."""
    public_key = decode_ss58(address)
    if len(signature) != 64:
        return False
    for candidate in (message, f"<Bytes>{message}</Bytes>"):
        try:
            if sr25519.verify(signature, candidate.encode(), public_key):
                return True
        except ValueError:
            continue
    return False


def request_message(hotkey, nonce, request, purpose):
    """The text of a signed request: a purpose wins over the hash of the body."""
    if purpose:
        return f"{hotkey}:{nonce}:{purpose}"
    if request.method in ("POST", "PUT", "PATCH"):
        return f"{hotkey}:{nonce}:{hashlib.sha256(request.body).hexdigest()}"
    raise unauthorized("Either payload_str or purpose must be provided")


def check_request(hotkey, nonce, signature, request, purpose, now):
    """Raises 401 unless the three headers hold a fresh signature of this request."""
    if not nonce.isdigit() or not abs(now - int(nonce)) < 600:
        raise unauthorized("Invalid nonce!")
    message = request_message(hotkey, nonce, request, purpose)
    try:
        raw = bytes.fromhex(signature)
    except ValueError as error:
        text = f"Invalid signature: {signature}, with error: {error}"
        raise unauthorized(text) from error
    try:
        genuine = verify(hotkey, message, raw)
    except ValueError:
        genuine = False
    if not genuine:
        raise unauthorized(f"Invalid request signature for hotkey {hotkey}. Message: {message}")
