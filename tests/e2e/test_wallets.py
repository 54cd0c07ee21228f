"""Wallets as `bittensor-wallet` itself makes them, opened by the daemon."""

import concurrent.futures
import shutil
import time

import bittensor_wallet
import grpc
import pytest

from reflection_call import call, method_of

# On one worker, so that its wallets are made once.
pytestmark = pytest.mark.xdist_group("wallets")
PASSWORD = "Correct-horse-battery-1"
# Opening one takes seconds, under a sanitizer on a busy machine many.
OPEN_SECONDS = 55


@pytest.fixture(scope="module")
def wallets(tmp_path_factory):
    """A folder with the wallet `w`: hotkeys `plain`, `locked` (encrypted), `derived` (private key alone), `ed25519`."""
    folder = tmp_path_factory.mktemp("wallets")

    def wallet(hotkey):
        return bittensor_wallet.Wallet(name="w", hotkey=hotkey, path=str(folder))

    wallet("plain").create_new_coldkey(use_password=False, suppress=True)
    wallet("plain").create_new_hotkey(use_password=False, suppress=True)
    wallet("locked").create_new_hotkey(use_password=True, hotkey_password=PASSWORD, suppress=True)
    wallet("derived").create_hotkey_from_uri("//a/derived/key", use_password=False, suppress=True)
    wallet("ed25519").create_new_hotkey(use_password=False, suppress=True,
                                        crypto_type=bittensor_wallet.CRYPTO_ED25519)
    return folder


@pytest.fixture
def house(home, wallets):
    """A home with those wallets, and a running daemon."""
    home.wallets = home.folder / ".bittensor" / "wallets"
    shutil.copytree(wallets, home.wallets)
    home.daemon = home.start_daemon()
    return home


def address_of(house, name):
    """As the wallet tool says it."""
    public = bittensor_wallet.Keyfile(str(house.wallets / "w" / name), name)
    return public.keypair.ss58_address


def ask(house, method, seconds=OPEN_SECONDS, service="AccountService", **request):
    return call(f"unix:{house.socket}", f"chutesd.v1.{service}", method, request, seconds)


def probe_of(house):
    return method_of(f"unix:{house.socket}", "chutesd.v1.AccountService", "ProbeHotkey")


def hotkey(name, standin, **more):
    return {"session": {"api_url": standin.url}, "wallet": "w", "hotkey": name, **more}


def test_the_list_judges_by_content(house):
    [wallet] = ask(house, "ListWallets", service="WalletsService")["wallets"]
    assert wallet["name"] == "w" and "problem" not in wallet
    assert wallet["coldkey_ss58_address"] == address_of(house, "coldkeypub.txt")
    hotkeys = {each.pop("name"): each for each in wallet["hotkeys"]}
    assert sorted(hotkeys) == ["derived", "ed25519", "locked", "plain"]
    assert hotkeys["plain"] == {"ss58_address": address_of(house, "hotkeys/plainpub.txt"),
                                "storage": "HOTKEY_STORAGE_PLAIN"}
    assert hotkeys["locked"] == {"ss58_address": address_of(house, "hotkeys/lockedpub.txt"),
                                 "storage": "HOTKEY_STORAGE_ENCRYPTED"}
    assert "ed25519" in hotkeys["ed25519"]["problem"]


@pytest.mark.parametrize("name, password", [("plain", ""), ("derived", ""), ("locked", PASSWORD)])
def test_a_config_restored_from_a_wallet_signs(house, standin, name, password):
    address = address_of(house, f"hotkeys/{name}pub.txt")
    standin.user(username="wallet_user", hotkey=address)
    reply = ask(house, "RestoreConfig", **hotkey(name, standin, hotkey_password=password))
    assert reply["account"]["hotkey"] == address
    assert house.config.stat().st_mode & 0o777 == 0o600
    # The stand-in checks the signature.
    whoami = house.run("whoami", "--output", "json")
    assert whoami.status == 0, whoami.err
    assert whoami.json()["username"] == "wallet_user"
    [secret] = [line.split(" = ")[1] for line in house.config.read_text().splitlines() if "hotkey_seed" in line]
    assert len(secret) == (128 if name == "derived" else 64)
    # The official CLI makes its key of it in this way.
    assert bittensor_wallet.Keypair.create_from_seed(secret).ss58_address == address


def test_what_cannot_be_used_says_why(house, standin):
    for name, password, code, says in [
        ("locked", "", grpc.StatusCode.FAILED_PRECONDITION, "no password was given"),
        ("locked", PASSWORD.lower(), grpc.StatusCode.INVALID_ARGUMENT, "password does not open it"),
        ("ed25519", "", grpc.StatusCode.FAILED_PRECONDITION, "ed25519"),
        ("plainpub.txt", "", grpc.StatusCode.FAILED_PRECONDITION, "public only"),
    ]:
        with pytest.raises(grpc.RpcError) as refused:
            ask(house, "ProbeHotkey", **hotkey(name, standin, hotkey_password=password))
        assert refused.value.code() == code
        assert says in refused.value.details()
        assert PASSWORD.lower() not in refused.value.details()
    assert PASSWORD.lower() not in house.daemon.log()


def test_nobody_else_waits_while_a_hotkey_is_opened(house, standin):
    with concurrent.futures.ThreadPoolExecutor() as pool, probe_of(house) as probe:
        opening = pool.submit(probe, hotkey("locked", standin, hotkey_password=PASSWORD), OPEN_SECONDS)
        quick = 0
        while not opening.done():
            begun = time.monotonic()
            probe(hotkey("plain", standin))
            quick += not opening.done()
            assert opening.done() or time.monotonic() - begun < 5
        assert quick > 1
        assert opening.result()["hotkey_ss58_address"] == address_of(house, "hotkeys/lockedpub.txt")


def test_a_caller_is_let_go_at_its_deadline(house, standin):
    with probe_of(house) as probe:
        begun = time.monotonic()
        with pytest.raises(grpc.RpcError) as late:
            probe(hotkey("locked", standin, hotkey_password=PASSWORD), 0.3)
        assert late.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        assert time.monotonic() - begun < 2
        # The daemon is none the worse for it.
        assert probe(hotkey("plain", standin))["hotkey_ss58_address"]
