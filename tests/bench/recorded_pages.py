"""Pages of API keys, as the real API wrote them."""

import json
import pathlib

_TRANSCRIPT = pathlib.Path(__file__).resolve().parents[1] / "vectors" / "server-transcript.jsonl"


def _a_recorded_key():
    for line in _TRANSCRIPT.read_text().splitlines():
        exchange = json.loads(line)
        if exchange["case"] == "key create scoped":
            key = json.loads(exchange["response"])
            del key["secret_key"]
            return key
    raise RuntimeError(f"{_TRANSCRIPT} has no key")


def key_page(count):
    """The body of a page with `count` keys: one that was recorded, under other ids and names."""
    recorded = _a_recorded_key()
    items = [{**recorded, "api_key_id": f"{number:08x}{recorded['api_key_id'][8:]}", "name": f"key-{number}"}
             for number in range(count)]
    return json.dumps({"total": count, "page": 0, "limit": 1000, "items": items}, separators=(",", ":"))
