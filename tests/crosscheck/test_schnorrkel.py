"""daemon/crypto against the Rust schnorrkel (py-sr25519-bindings), in both directions.

CHUTES_CROSSCHECK names the program sr25519_crosscheck. The messages are random; a failing run prints the
number that CHUTES_CROSSCHECK_SEED takes to repeat it.
"""

import os
import random
import subprocess

import pytest
import sr25519

COUNT = 1000
LONGEST = 1024


@pytest.fixture(scope="module")
def cases():
    """COUNT pairs of a seed and a message, of every length up to a few STROBE blocks and some longer."""
    number = int(os.environ.get("CHUTES_CROSSCHECK_SEED", int.from_bytes(os.urandom(8), "big")))
    print(f"CHUTES_CROSSCHECK_SEED={number}")
    source = random.Random(number)
    lengths = [i if i < COUNT // 2 else source.randrange(LONGEST) for i in range(COUNT)]
    return [(source.randbytes(32), source.randbytes(length)) for length in lengths]


def ask(lines):
    """What our program answers to `lines`, one answer each."""
    run = subprocess.run(
        [os.environ["CHUTES_CROSSCHECK"]],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answers = run.stdout.splitlines()
    assert len(answers) == len(lines)
    return answers


def hex_of(message):
    return message.hex() or "-"


def flip_one_bit(data, position):
    bit = position % (8 * len(data))
    return data[: bit // 8] + bytes([data[bit // 8] ^ (1 << bit % 8)]) + data[bit // 8 + 1 :]


def schnorrkel_accepts(signature, message, public):
    try:
        return sr25519.verify(signature, message, public)
    except ValueError:  # how the binding refuses a signature that is malformed
        return False


def test_public_keys_are_the_same(cases):
    ours = ask([f"public {seed.hex()}" for seed, _ in cases])
    theirs = [sr25519.pair_from_seed(seed)[0].hex() for seed, _ in cases]
    assert ours == theirs


def test_schnorrkel_accepts_our_signatures(cases):
    answers = ask([f"sign {seed.hex()} {hex_of(message)}" for seed, message in cases])
    for position, ((seed, message), answer) in enumerate(zip(cases, answers)):
        public, _ = sr25519.pair_from_seed(seed)
        signature = bytes.fromhex(answer)
        assert len(signature) == 64
        assert schnorrkel_accepts(signature, message, public), (seed.hex(), message.hex())
        assert not schnorrkel_accepts(signature, message + b"x", public), (seed.hex(), message.hex())
        assert not schnorrkel_accepts(flip_one_bit(signature, position), message, public), position


def test_we_accept_signatures_of_schnorrkel(cases):
    genuine, altered = [], []
    for position, (seed, message) in enumerate(cases):
        pair = sr25519.pair_from_seed(seed)
        signature = sr25519.sign(pair, message)
        genuine.append(f"verify {pair[0].hex()} {hex_of(message)} {signature.hex()}")
        bad = flip_one_bit(signature, position)
        altered.append(f"verify {pair[0].hex()} {hex_of(message)} {bad.hex()}")
    assert ask(genuine) == ["ok"] * COUNT
    assert ask(altered) == ["refused"] * COUNT
