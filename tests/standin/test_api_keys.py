"""API keys: creation rules, the list's disorder, and whose key it is."""

import json
import re
import uuid

import pytest

NAME_TEXT = "Invalid request: API key name should start with alphanumeric character and contain"


def create(api, hotkey, **body):
    return api.signed(hotkey, "POST", "/api_keys/", body)


def listed(api, hotkey, query=""):
    return api.signed(hotkey, "GET", f"/api_keys/{query}").json()


def test_key_text_holds_key_and_user(api, hotkey, account):
    row = create(api, hotkey, name="k", admin=True).json()
    assert re.fullmatch(r"cpk_[a-f0-9]{32}\.[a-f0-9]{32}\.[A-Za-z0-9]{32}", row["secret_key"])
    key_id, user_id, _ = row["secret_key"][4:].split(".")
    assert str(uuid.UUID(key_id)) == row["api_key_id"]
    assert str(uuid.UUID(user_id)) == account["user_id"]
    assert "Z" not in row["created_at"] and "+" not in row["created_at"]


def test_names_are_unique_for_one_user_and_case_counts(standin, api, hotkey, account):
    standin.user(username="other")
    standin.keys("other", "taken")
    assert create(api, hotkey, name="taken", admin=True).status == 200
    assert create(api, hotkey, name="TAKEN", admin=True).status == 200
    again = create(api, hotkey, name="taken", admin=False)
    assert (again.status, again.detail) == (409, "An API key already exists with this name")


@pytest.mark.parametrize(
    "name, status",
    [
        ("n" * 24, 200),
        ("n" * 24 + "\n", 200),
        (" $._-é中", 200),
        ("n" * 25, 400),
        ("a/b", 400),
        ("\U0001f600", 400),
        ("a\0", 400),
    ],
)
def test_names(api, hotkey, account, name, status):
    answer = create(api, hotkey, name=name, admin=True)
    assert answer.status == status
    if status == 400:
        assert answer.detail.startswith(NAME_TEXT)


def test_scopes_are_stored_as_given_and_their_action_is_not_shown(standin, api, hotkey, account):
    scope = {"object_type": "chutes", "object_id": "x", "action": "invoke"}
    row = create(api, hotkey, name="k", admin=False, scopes=[scope, scope]).json()
    assert [(s["object_id"], s["method"]) for s in row["scopes"]] == [("x", None)] * 2
    assert [s["action"] for s in standin.rows("keys")[0]["scopes"]] == ["invoke"] * 2


def test_admin_drops_the_scopes_without_a_look(api, hotkey, account):
    scopes = [{"object_type": "nonsense"}]
    assert create(api, hotkey, name="k", admin=True, scopes=scopes).json()["scopes"] == []
    answer = create(api, hotkey, name="l", admin=False, scopes=scopes)
    text = "Invalid request: Invalid object_type, must be one of images, chutes, invocations"
    assert (answer.status, answer.detail) == (400, text)


@pytest.mark.parametrize("admin", [1, "yes", "True", 1.0, "on"])
def test_admin_is_lax(api, hotkey, account, admin):
    assert create(api, hotkey, name="k", admin=admin).json()["admin"] is True


def test_errors_of_several_members_come_in_the_order_of_the_model(api, hotkey, account):
    scopes = [{"object_type": "images", "action": "READ"}, 5]
    detail = create(api, hotkey, name=5, admin=None, scopes=scopes).detail
    assert [(e["type"], e["loc"]) for e in detail] == [
        ("bool_type", ["body", "admin"]),
        ("string_type", ["body", "name"]),
        ("enum", ["body", "scopes", 0, "action"]),
        ("model_attributes_type", ["body", "scopes", 1]),
    ]
    assert detail[2]["msg"] == "Input should be 'read', 'write', 'delete' or 'invoke'"


def test_rows_are_shuffled_inside_a_page_but_pages_are_whole(standin, api, hotkey, account):
    standin.keys("alice", "k", count=40)
    orders = [[k["name"] for k in listed(api, hotkey, "?limit=30")["items"]] for _ in range(4)]
    assert len({tuple(names) for names in orders}) > 1
    rest = [k["name"] for k in listed(api, hotkey, "?limit=30&page=1")["items"]]
    assert sorted(orders[0] + rest) == sorted(f"k-{i}" for i in range(40))


def test_unstable_pages_may_repeat_and_miss_rows(standin, api, hotkey, account):
    standin.settings(unstable_pages=True, random_seed=1)
    standin.keys("alice", "k", count=40)
    names = []
    for page in range(4):
        names += [k["name"] for k in listed(api, hotkey, f"?limit=10&page={page}")["items"]]
    assert len(names) == 40 and len(set(names)) < 40


def test_there_is_no_name_filter_and_no_foreign_row(standin, api, hotkey, account):
    standin.user(username="other")
    standin.keys("other", "theirs", count=3)
    standin.keys("alice", "mine", count=2)
    page = listed(api, hotkey, "?name=mine-0")
    assert page["total"] == 2
    assert {k["name"] for k in page["items"]} == {"mine-0", "mine-1"}
    assert list(page) == ["total", "page", "limit", "items", "cord_refs"]


@pytest.mark.parametrize("query", ["limit=-1", "page=-1", f"limit={1 << 63}", "page=9" + "9" * 20])
def test_numbers_the_database_refuses_crash(api, hotkey, account, query):
    assert api.signed(hotkey, "GET", f"/api_keys/?{query}").status == 500


@pytest.mark.parametrize("query", ["page=", "limit=x", "limit=1.5"])
def test_what_is_no_number_is_422(api, hotkey, account, query):
    assert api.signed(hotkey, "GET", f"/api_keys/?{query}").status == 422


def test_get_and_delete_by_id_alone(standin, api, hotkey, account):
    key = standin.keys("alice", "k")[0]
    path = f"/api_keys/{key['api_key_id']}"
    assert api.signed(hotkey, "GET", path).json()["name"] == "k"
    assert api.signed(hotkey, "DELETE", "/api_keys/k").status == 404
    deleted = api.signed(hotkey, "DELETE", path)
    assert deleted.json() == {"api_key_id": key["api_key_id"], "deleted": True}
    again = api.signed(hotkey, "DELETE", path)
    assert (again.status, again.detail) == (404, "API key not found, or does not belong to you")


def test_a_422_echoes_what_was_sent(api, hotkey, account):
    answer = api.signed(hotkey, "POST", "/secrets/", b'{"value":"hush","key":"K"}')
    assert answer.detail[0]["input"] == {"value": "hush", "key": "K"}
    plain = {"Content-Type": "text/plain"}
    body = json.dumps({"name": "k", "admin": True}).encode()
    answer = api.signed(hotkey, "POST", "/api_keys/", body, headers=plain)
    assert answer.detail[0]["input"] == body.decode()
