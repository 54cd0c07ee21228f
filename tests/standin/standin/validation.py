"""Body, query and field checks with the 422 bodies of FastAPI and pydantic, echoes included."""

import email.message
import json
import re

from standin.errors import ApiError, Crash

REQUIRED = object()
ABSENT = object()

_TRUE = {"1", "on", "t", "true", "y", "yes"}
_FALSE = {"0", "off", "f", "false", "n", "no"}
_BAD_BOOL = "Input should be a valid boolean, unable to interpret input"
_BAD_OBJECT = "Input should be a valid dictionary or object to extract fields from"


def problem(kind, loc, message, given, context=None):
    entry = {"type": kind, "loc": list(loc), "msg": message, "input": given}
    if context is not None:
        entry["ctx"] = context
    return entry


def missing(loc, given=None):
    return problem("missing", loc, "Field required", given)


def refuse(problems):
    if problems:
        raise ApiError(422, problems)


def parse_body(request):
    """Step one of a route with a body: the JSON value, the raw bytes of another type, or ABSENT.

    Broken JSON is refused here, before any authentication.
    """
    if not request.body:
        return ABSENT
    declared = request.header("Content-Type")
    if declared:
        parsed = email.message.Message()
        parsed["content-type"] = declared
        subtype = parsed.get_content_subtype()
        is_json = subtype == "json" or subtype.endswith("+json")
        if parsed.get_content_maintype() != "application" or not is_json:
            return request.body
    try:
        return json.loads(request.body)
    except json.JSONDecodeError as error:
        context = {"error": error.msg}
        refuse([problem("json_invalid", ["body", error.pos], "JSON decode error", {}, context)])
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "There was an error parsing the body") from error


def check_body(value, fields, problems=()):
    """Step three, after authentication: the checked members, or a 422 with `problems` in front."""
    found = list(problems)
    checked = {}
    if value is ABSENT or value is None:
        found.append(missing(["body"]))
    else:
        if isinstance(value, bytes):
            value = _echoed(value)
        checked = check_object(value, fields, ["body"], found)
    refuse(found)
    return checked


def _echoed(raw):
    """A body of another content type is echoed whole, if it is UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Crash("the echo cannot be encoded") from error


def check_object(value, fields, loc, problems):
    """Checks members in the order of `fields`: (name, checker, default or REQUIRED)."""
    if not isinstance(value, dict):
        problems.append(problem("model_attributes_type", loc, _BAD_OBJECT, value))
        return {}
    checked = {}
    for name, checker, default in fields:
        if name in value:
            checked[name] = checker(value[name], loc + [name], problems)
        elif default is REQUIRED:
            problems.append(missing(loc + [name], value))
        else:
            checked[name] = default
    return checked


def text(value, loc, problems):
    if not isinstance(value, str):
        problems.append(problem("string_type", loc, "Input should be a valid string", value))
    elif any("\ud800" <= char <= "\udfff" for char in value):
        message = "Input should be a valid string, unable to parse raw data as a unicode string"
        problems.append(problem("string_unicode", loc, message, value))
    return value


def boolean(value, loc, problems):
    """Lax as pydantic: 1, "yes", "False" ... are taken."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value.lower() in _TRUE | _FALSE:
            return value.lower() in _TRUE
        problems.append(problem("bool_parsing", loc, _BAD_BOOL, value))
    elif isinstance(value, (int, float)):
        if value in (0, 1):
            return bool(value)
        kind = "bool_parsing" if isinstance(value, int) else "bool_type"
        message = _BAD_BOOL if isinstance(value, int) else "Input should be a valid boolean"
        problems.append(problem(kind, loc, message, value))
    else:
        problems.append(problem("bool_type", loc, "Input should be a valid boolean", value))
    return None


def one_of(*allowed):
    quoted = [f"'{value}'" for value in allowed]
    expected = ", ".join(quoted[:-1]) + f" or {quoted[-1]}"

    def check(value, loc, problems):
        if value not in allowed:
            message = f"Input should be {expected}"
            problems.append(problem("enum", loc, message, value, {"expected": expected}))
        return value

    return check


def nullable(checker):
    return lambda value, loc, problems: None if value is None else checker(value, loc, problems)


def list_of(fields):
    def check(value, loc, problems):
        if not isinstance(value, list):
            problems.append(problem("list_type", loc, "Input should be a valid list", value))
            return []
        return [check_object(item, fields, loc + [i], problems) for i, item in enumerate(value)]

    return check


def query_int(request, name, default, problems, low=None, high=None):
    given = request.param(name)
    if given is None:
        return default
    stripped = given.strip()
    if not re.fullmatch(r"[+-]?\d+(_\d+)*(\.0*)?", stripped):
        message = "Input should be a valid integer, unable to parse string as an integer"
        problems.append(problem("int_parsing", ["query", name], message, given))
        return default
    value = int(stripped.split(".")[0])
    if low is not None and value < low:
        message = f"Input should be greater than or equal to {low}"
        found = problem("greater_than_equal", ["query", name], message, given, {"ge": low})
        problems.append(found)
    elif high is not None and value > high:
        message = f"Input should be less than or equal to {high}"
        problems.append(problem("less_than_equal", ["query", name], message, given, {"le": high}))
    return value


def query_bool(request, name, default, problems):
    given = request.param(name)
    return default if given is None else boolean(given, ["query", name], problems)
