"""What a handler may raise instead of returning a reply."""


class ApiError(Exception):
    """An error with a JSON body: `detail` is a text, or the list of a 422."""

    def __init__(self, status, detail, headers=()):
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.headers = list(headers)


class Crash(Exception):
    """What the real server answers with 500 text/plain: an exception that nothing there catches."""


def bad_request(detail):
    return ApiError(400, detail)


def unauthorized(detail):
    return ApiError(401, detail)


def forbidden(detail):
    return ApiError(403, detail)


def not_found(detail):
    return ApiError(404, detail)


def conflict(detail):
    return ApiError(409, detail)
