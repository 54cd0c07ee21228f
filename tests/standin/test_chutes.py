"""Chutes: who sees which, and the search by name."""

import pytest
import signer


@pytest.fixture
def chutes(standin, account):
    standin.user(username="other")
    return {
        name: standin.chute(owner, name, public=public)["chute_id"]
        for owner, name, public in (
            ("alice", "mine_a", False),
            ("alice", "mine-b", True),
            ("other", "theirs", True),
            ("other", "hidden", False),
            ("other", "x/Affine-1", False),
        )
    }


def names(answer):
    assert answer.status == 200
    return {chute["name"] for chute in answer.json()["items"]}


def test_own_alone_or_with_the_public_ones(api, hotkey, chutes):
    assert names(api.signed(hotkey, "GET", "/chutes/")) == {"mine_a", "mine-b"}
    seen = names(api.signed(hotkey, "GET", "/chutes/?include_public=true"))
    assert seen == {"mine_a", "mine-b", "theirs", "x/Affine-1"}


def test_anybody_else_gets_the_public_list_and_no_error(api, chutes):
    public = {"mine-b", "theirs", "x/Affine-1"}
    assert names(api.send("GET", "/chutes/")) == public
    assert names(api.signed(signer.Hotkey(), "GET", "/chutes/")) == public
    headers = signer.Hotkey().headers("GET", "/chutes/")
    del headers["X-Chutes-Nonce"]
    assert names(api.send("GET", "/chutes/", headers=headers)) == public


def test_a_bad_signature_is_still_refused(api, chutes):
    headers = signer.Hotkey().headers("GET", "/chutes/", purpose="me")
    assert api.send("GET", "/chutes/", headers=headers).status == 401


@pytest.mark.parametrize(
    "name, found",
    [("INE", {"mine_a", "mine-b"}), ("mine_", {"mine_a", "mine-b"}), ("e%25a", {"mine_a"})],
)
def test_name_is_a_substring_with_wildcards(api, hotkey, chutes, name, found):
    assert names(api.signed(hotkey, "GET", f"/chutes/?name={name}")) == found


def test_paging_and_the_shape_of_a_page(standin, api, hotkey, chutes):
    page = api.signed(hotkey, "GET", "/chutes/?limit=1&page=1").json()
    assert (page["total"], page["page"], page["limit"], len(page["items"])) == (2, 1, 1, 1)
    item = page["items"][0]
    assert item["cords"] is None
    assert page["cord_refs"] == {item["cord_ref_id"]: []}
    assert item["user"]["username"] == "alice"
    assert item["created_at"].endswith("Z")


@pytest.mark.parametrize(
    "query, status",
    [
        ("page=1&offset=1", 400),
        ("page=0&offset=1", 200),
        ("page=101", 422),
        ("limit=0", 422),
        ("limit=5001", 422),
        ("offset=-1", 422),
        ("include_public=maybe", 422),
    ],
)
def test_limits_of_the_query(api, query, status):
    assert api.send("GET", f"/chutes/?{query}").status == status


def test_get_by_id_or_exact_name(api, hotkey, chutes):
    for wanted in ("mine_a", chutes["mine_a"]):
        one = api.signed(hotkey, "GET", f"/chutes/{wanted}").json()
        assert one["chute_id"] == chutes["mine_a"]
    for unknown in ("MINE_A", "mine__", "hidden", chutes["hidden"]):
        assert api.signed(hotkey, "GET", f"/chutes/{unknown}").status == 404
    assert api.send("GET", "/chutes/x/Affine-1").status == 200


def test_the_platform_chute_of_a_name_comes_first(standin, api, hotkey, chutes):
    standin.user(username="chutes")
    platform = standin.chute("chutes", "mine_a", public=True)
    one = api.signed(hotkey, "GET", "/chutes/mine_a").json()
    assert one["chute_id"] == platform["chute_id"]
