"""All that the server remembers. Nothing is written to disk."""

import dataclasses
import datetime
import hashlib
import random
import secrets
import string
import time
import uuid

from standin.signature import encode_ss58

TOKEN_SECONDS = 300
DAY_SECONDS = 24 * 60 * 60
_ALPHANUMERIC = string.ascii_letters + string.digits


def random_text(length=32):
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(length))


def fingerprint_hash(fingerprint):
    return hashlib.blake2b(fingerprint.encode()).hexdigest()


def oid_uuid(name):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def new_address():
    return encode_ss58(secrets.token_bytes(32))


@dataclasses.dataclass
class User:
    username: str
    hotkey: str
    coldkey: str
    fingerprint_hash: str
    user_id: str
    created_at: datetime.datetime
    payment_address: str
    balance: float = 0.0
    permissions_bitmask: int = 0


@dataclasses.dataclass
class ApiKey:
    api_key_id: str
    user_id: str
    admin: bool
    name: str
    created_at: datetime.datetime
    key: str  # the real server keeps an Argon2 hash only
    scopes: list  # dicts: scope_id, object_type, object_id, action


@dataclasses.dataclass
class Secret:
    secret_id: str
    user_id: str
    purpose: str  # chute id
    key: str
    value: str  # in clear, for tests to look at; the API never shows it
    ciphertext: str
    created_at: datetime.datetime


@dataclasses.dataclass
class Chute:
    chute_id: str
    user_id: str
    name: str
    public: bool
    slug: str
    version: str
    created_at: datetime.datetime
    image_id: str
    tagline: str = ""
    invocation_count: int = 0
    standard_template: str | None = None


@dataclasses.dataclass
class Settings:
    """What tests may change; the defaults are the real server's."""

    registration_limit: int = 2  # refused once more than this many succeeded from one IP in a day
    key_cache_seconds: float = 60.0  # a deleted key that was used lives on for so long
    shuffle: bool = True  # key rows inside a page, members of a created secret
    unstable_pages: bool = False  # key rows may also move between pages
    database_down: bool = False
    redis_down: bool = False
    clock_offset: float = 0.0  # seconds added to this server's clock
    frozen_time: float | None = None  # Unix seconds; stops the clock


class State:
    def __init__(self):
        self.random = random.Random()
        self.jwt_secret = secrets.token_bytes(32)
        self.reset()

    def reset(self):
        self.settings = Settings()
        self.users = {}
        self.api_keys = {}
        self.secrets = {}
        self.chutes = {}
        self.registration_tokens = {}  # token -> expiry
        self.login_nonces = {}  # nonce -> expiry
        self.signups = {}  # IP -> (count, expiry)
        self.coldkey_tao = {}  # address -> free balance; an unknown one passes
        self.cached_keys = {}  # key id -> (row, expiry)

    def now(self):
        frozen = self.settings.frozen_time
        return (time.time() if frozen is None else frozen) + self.settings.clock_offset

    def timestamp(self):
        return datetime.datetime.fromtimestamp(self.now(), datetime.timezone.utc)

    def user_by_hotkey(self, hotkey):
        return next((user for user in self.users.values() if user.hotkey == hotkey), None)

    def user_by_fingerprint(self, fingerprint):
        wanted = fingerprint_hash(fingerprint)
        return next((u for u in self.users.values() if u.fingerprint_hash == wanted), None)

    def user_by_name_or_id(self, wanted):
        matches = (u for u in self.users.values() if wanted in (u.user_id, u.username))
        return next(matches, None)

    def keys_of(self, user):
        return [key for key in self.api_keys.values() if key.user_id == user.user_id]

    def secrets_of(self, user):
        return [secret for secret in self.secrets.values() if secret.user_id == user.user_id]

    def chutes_of(self, user):
        return [chute for chute in self.chutes.values() if chute.user_id == user.user_id]

    def signup_count(self, address):
        count, expiry = self.signups.get(address, (0, 0))
        return count if expiry > self.now() else 0

    def count_signup(self, address):
        """The day starts anew at each success."""
        self.signups[address] = (self.signup_count(address) + 1, self.now() + DAY_SECONDS)

    def token_is_valid(self, token):
        if self.settings.redis_down:
            return False
        return self.registration_tokens.get(token, 0) > self.now()


def local_time(moment):
    """Keys and secrets: a column without zone."""
    return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat()


def zulu_time(moment):
    """Users and chutes: a column with zone."""
    return local_time(moment) + "Z"
