"""Secrets: how the chute is found, what is refused, and that no value comes back."""

import uuid

import pytest


@pytest.fixture
def chute(standin, account):
    return standin.chute("alice", "my_llm")


def create(api, hotkey, purpose, key="K", value="hush"):
    body = {"purpose": purpose, "key": key, "value": value}
    return api.signed(hotkey, "POST", "/secrets/", body)


@pytest.mark.parametrize("purpose", ["my_llm", "MY_LLM", "my%", "%", "m__llm"])
def test_name_is_a_pattern_and_the_purpose_becomes_the_id(api, hotkey, account, chute, purpose):
    row = create(api, hotkey, purpose).json()
    assert row["purpose"] == chute["chute_id"]
    name = f"{account['user_id']}:{chute['chute_id']}:K"
    assert row["secret_id"] == str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def test_the_value_goes_in_and_never_comes_out(standin, api, hotkey, chute):
    created = create(api, hotkey, chute["chute_id"])
    assert b"hush" not in created.body
    assert bytes.fromhex(created.json()["value"])[:2] == b"\xc3\x0d"
    assert standin.rows("secrets")[0]["value"] == "hush"
    one = api.signed(hotkey, "GET", f"/secrets/{created.json()['secret_id']}")
    assert list(one.json()) == ["secret_id", "key", "purpose", "created_at"]


def test_members_of_the_created_row_have_no_fixed_order(api, hotkey, chute):
    orders = {tuple(create(api, hotkey, "my_llm", f"K{i}").json()) for i in range(12)}
    assert len(orders) > 1


@pytest.mark.parametrize("name", ["my-llm", "MYxLLM"])
def test_an_underscore_that_matches_two_chutes_crashes(standin, api, hotkey, chute, name):
    standin.chute("alice", name)
    assert create(api, hotkey, "my_llm").status == 500
    assert create(api, hotkey, "my\\_llm").status == 200
    assert create(api, hotkey, chute["chute_id"]).status == 409


def test_upper_case_id_and_foreign_chute_are_not_found(standin, api, hotkey, chute):
    standin.user(username="other")
    foreign = standin.chute("other", "theirs", public=True)
    for purpose in (chute["chute_id"].upper(), foreign["chute_id"], "theirs", ""):
        answer = create(api, hotkey, purpose)
        text = f"Did not find target chute {purpose}, or it does not belong to you"
        assert (answer.status, answer.detail) == (404, text)


@pytest.mark.parametrize(
    "key, status",
    [
        ("PYTHONPATH", 403),
        ("my_sglang", 403),
        ("sgl_x", 403),
        ("x_sgl_", 200),
        ("LD_PRELOAD", 403),
        ("https_proxy", 403),
        ("hf_hub_disable_ssl_verify", 403),
        ("pythonunbuffered", 200),
        ("UV_SYSTEM_PYTHON", 200),
        ("a=b", 200),
        ("", 200),
        ("a\0b", 500),
    ],
)
def test_banned_keys(api, hotkey, chute, key, status):
    assert create(api, hotkey, "my_llm", key).status == status


def test_the_chute_is_looked_for_before_the_ban(api, hotkey, chute):
    assert create(api, hotkey, "nothing", "PYTHONPATH").status == 404


def test_chutes_of_subnets_take_tokens_alone(standin, api, hotkey, account):
    standin.chute("alice", "me/Affine-7")
    assert create(api, hotkey, "me/Affine-7", "X").status == 403
    assert create(api, hotkey, "me/Affine-7", "hf_token").status == 200


def test_case_of_the_key_counts_and_a_second_is_refused(api, hotkey, chute):
    assert create(api, hotkey, "my_llm", "HF_TOKEN").status == 200
    assert create(api, hotkey, "my_llm", "hf_token").status == 200
    assert create(api, hotkey, "my_llm", "hf_token").status == 409


def test_nul_in_a_value_is_stored(api, hotkey, chute):
    assert create(api, hotkey, "my_llm", value="a\0b").status == 200


def test_lone_surrogate_crashes(api, hotkey, chute):
    body = b'{"purpose":"my_llm","key":"\\ud800","value":"v"}'
    assert api.signed(hotkey, "POST", "/secrets/", body).status == 500


def test_list_is_newest_first_and_paged(standin, api, hotkey, chute):
    start = "2026-01-01T00:00:00"
    standin.secrets("alice", chute["chute_id"], "K", count=30, created_at=start)
    page = api.signed(hotkey, "GET", "/secrets/?limit=10&page=1").json()
    assert [s["key"] for s in page["items"]] == [f"K_{i}" for i in range(19, 9, -1)]
    assert (page["total"], page["cord_refs"]) == (30, None)
    assert page["items"][0]["created_at"] == "2026-01-01T00:00:19"


def test_delete_and_delete_again(standin, api, hotkey, chute):
    secret_id = standin.secrets("alice", chute["chute_id"], "K")[0]["secret_id"]
    answer = api.signed(hotkey, "DELETE", f"/secrets/{secret_id}")
    expected = {"status": f"Successfully deleted secret {secret_id}", "secret_id": secret_id}
    assert answer.json() == expected
    again = api.signed(hotkey, "DELETE", f"/secrets/{secret_id}")
    assert (again.status, again.detail) == (404, "Secret not found, or does not belong to you")
