"""What can go wrong when a model is asked, as codes that the ledger keeps.

Providers raise classes of their own; what they share is an HTTP status, and causes that are the network's.
"""

from __future__ import annotations

from collections.abc import Iterator

TIME_LIMIT = "time_limit"
RATE_LIMITED = "rate_limited"
SERVER_ERROR = "server_error"
REFUSED = "refused"
NETWORK = "network"
BAD_ANSWER = "bad_answer"
NOT_INSTALLED = "not_installed"
FAILED = "failed"

PASSING = frozenset({RATE_LIMITED, SERVER_ERROR, NETWORK, BAD_ANSWER})
"""What may be gone at the next try. A key that is refused, or a limit that has passed, stays so."""

_NETWORK_LIBRARIES = ("httpx", "httpcore", "h11", "anyio", "aiohttp", "urllib3")
_TRY_LATER = frozenset({408, 409, 425})


def code_of(fault: BaseException) -> str:
    """The code of whatever was raised while a model was asked."""
    causes = list(_causes(fault))
    status = next((found for found in map(_status, causes) if found), None)
    if status is not None:
        return _code_of_status(status)
    if any(isinstance(cause, ImportError) for cause in causes):
        return NOT_INSTALLED
    if any(isinstance(cause, TimeoutError) or "Timeout" in type(cause).__name__ for cause in causes):
        return TIME_LIMIT
    if any(isinstance(cause, OSError) or _is_of_the_network(cause) for cause in causes):
        return NETWORK
    # The JSON's, the schema's and LangChain's own parsing errors are all ValueErrors; so is an answer cut off.
    is_unreadable = isinstance(fault, ValueError) or "FinishReason" in type(fault).__name__
    return BAD_ANSWER if is_unreadable else FAILED


def _code_of_status(status: int) -> str:
    if status == 429:
        return RATE_LIMITED
    return SERVER_ERROR if status >= 500 or status in _TRY_LATER else REFUSED


def _status(fault: BaseException) -> int | None:
    """The HTTP status that a fault carries, in the ways that the providers' packages carry it."""
    response = getattr(fault, "response", None)
    if isinstance(response, dict):  # Amazon's
        response_status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    else:
        response_status = getattr(response, "status_code", None)
    found = getattr(fault, "status_code", None) or response_status
    return found if isinstance(found, int) and found >= 400 else None


def _is_of_the_network(fault: BaseException) -> bool:
    return type(fault).__module__.split(".")[0] in _NETWORK_LIBRARIES or "APIConnection" in type(fault).__name__


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__
