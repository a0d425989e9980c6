"""The description of the API (OpenAPI 3.1): addresses from one table, schemas from the types that read the bodies."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from stepladder.core.agenda.commands import PersonOfAgenda
from stepladder.core.register.commands import AnyRegisterCommand
from stepladder.core.register.registers import REGISTERS
from stepladder.core.triage.decision import DecisionDocument
from stepladder.core.triage.request import Request
from stepladder.service.commands import Asked
from stepladder.web.api.deliveries import STATES as DELIVERY_STATES
from stepladder.web.api.doors import reply

_REF = "#/components/schemas/{name}"
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "what", "where", "mend"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "what": {"type": "string", "description": "The fault"},
        "where": {"type": "string", "description": "The place in the request"},
        "mend": {"type": "string", "description": "What to do about it"},
    },
}
_OBJECT = {"type": "object"}
_LIST = {
    "type": "object",
    "required": ["items", "next"],
    "properties": {"items": {"type": "array", "items": _OBJECT}, "next": {"type": ["string", "null"]}},
}
_AGENDA = {
    "type": "object",
    "required": ["policy", "items"],
    "properties": {"policy": {"type": "string"}, "items": {"type": "array", "items": _OBJECT}},
}
_ACCEPTED = {
    "type": "object",
    "required": ["signal", "case", "decision"],
    "properties": {
        "signal": {"type": "string"},
        "case": {"type": ["string", "null"]},
        "decision": {"$ref": _REF.format(name="DecisionDocument")},
    },
}
_BATCH = {
    "type": "object",
    "required": ["accepted", "duplicates", "refused"],
    "properties": {
        "accepted": {"type": "integer"},
        "duplicates": {"type": "integer"},
        "refused": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["line", "where", "what", "mend"],
                "properties": {
                    "line": {"type": "integer"},
                    "where": {"type": "string"},
                    "what": {"type": "string"},
                    "mend": {"type": "string"},
                },
            },
        },
    },
}
_CHANGED = {
    "type": "object",
    "required": ["events", "case"],
    "properties": {"events": {"type": "array", "items": _OBJECT}, "case": _OBJECT},
}


def openapi(request: HttpRequest) -> HttpResponse:
    """The description itself: open to everybody, since it holds nothing of a desk."""
    return reply(_encoded())


@cache
def _encoded() -> bytes:
    return msgspec.json.encode(description())


def description() -> dict[str, Any]:
    """The whole document."""
    version_seen = {"type": "integer", "minimum": 0}
    (request, decision, command, written, settles), schemas = msgspec.json.schema_components(
        [Request, DecisionDocument, Asked, AnyRegisterCommand, PersonOfAgenda], ref_template=_REF
    )
    # A command may name the version it was decided on, which is no part of the command itself.
    for one in command.get("anyOf", []):
        schemas[one["$ref"].rpartition("/")[2]]["properties"]["expected_version"] = version_seen
    seen = _parameter("header", "If-None-Match", "The ETag of what you have: 304 where it is the same still.")
    meant = _parameter("header", "If-Match", "The ETag of the case as you saw it: 412 where it has changed since.")
    key = _parameter("header", "Idempotency-Key", "Names this signal once and for all; else the id of the signal does.")
    case = _parameter("path", "case", "The id of a case.", required=True)
    incident = _parameter("path", "incident", "The id of an incident.", required=True)
    register = _parameter("path", "register", f"One of {', '.join(REGISTERS)}.", required=True)
    entry = _parameter("path", "entry", "The name of an entry.", required=True)
    states = {"type": "string", "enum": ["suspected", "declared", "ended"]}
    page = [
        _parameter("query", "limit", "How many items, 1 to 200.", {"type": "integer", "minimum": 1, "maximum": 200}),
        _parameter("query", "cursor", "`next` of the answer before."),
    ]
    filters = [
        _parameter("query", name, f"Only cases of this {name}.")
        for name in ("level", "category", "owner", "stage", "customer")
    ]
    paths = {
        "/api/v1/signals": {
            "post": _operation(
                "signals:write",
                "Send a signal",
                201,
                _ACCEPTED,
                body=request,
                parameters=[key],
                more=(400, 409, 413, 415, 422),
            )
        },
        "/api/v1/signals/batch": {
            "post": _operation(
                "signals:write",
                "Send many signals, one a line",
                200,
                _BATCH,
                body=request,
                lines=True,
                more=(415, 422),
            )
        },
        "/api/v1/decide": {
            "post": _operation(
                "policy:read",
                "Ask what the policy says, storing nothing",
                200,
                decision,
                body=request,
                parameters=[_parameter("query", "pack", "A policy, more after a comma; else the one in force.")],
                more=(400, 413, 415, 422),
            )
        },
        "/api/v1/cases": {
            "get": _operation(
                "cases:read", "List cases, newest first", 200, _LIST, parameters=[*filters, *page], more=(422,)
            )
        },
        "/api/v1/cases/{case}": {
            "get": _operation(
                "cases:read",
                "Read a case with its clocks",
                200,
                _OBJECT,
                parameters=[case, seen],
                more=(304, 404, 410, 422),
            )
        },
        "/api/v1/cases/{case}/events": {
            "get": _operation(
                "cases:read",
                "List what happened, oldest first",
                200,
                _LIST,
                parameters=[case, *page],
                more=(404, 410, 422),
            )
        },
        "/api/v1/agenda": {"get": _operation("cases:read", "Read the recurring work", 200, _AGENDA, more=(422,))},
        "/api/v1/agenda/commands": {
            "post": _operation(
                "cases:write",
                "Settle a turn of the recurring work",
                200,
                _AGENDA,
                body=settles,
                more=(400, 409, 413, 415, 422),
            )
        },
        "/api/v1/registers/{register}": {
            "get": _operation(
                "cases:read",
                "List what stands in a register",
                200,
                _LIST,
                parameters=[register, _parameter("query", "state", "Only entries in this state."), *page],
                more=(404, 422),
            )
        },
        "/api/v1/registers/commands": {
            "post": _operation(
                "cases:write",
                "Write into a register",
                200,
                _OBJECT,
                body=written,
                more=(400, 404, 409, 413, 415, 422),
            )
        },
        "/api/v1/entries/{entry}": {
            "get": _operation(
                "cases:read",
                "Read an entry of a register",
                200,
                _OBJECT,
                parameters=[entry, seen],
                more=(304, 404, 422),
            )
        },
        "/api/v1/cases/{case}/commands": {
            "post": _operation(
                "cases:write",
                "Do something on a case",
                200,
                _CHANGED,
                body=command,
                parameters=[case, meant],
                more=(400, 404, 409, 410, 412, 413, 415, 422),
            )
        },
        "/api/v1/deliveries": {
            "get": _operation(
                "cases:read",
                "List deliveries with their attempts, newest first",
                200,
                _LIST,
                parameters=[
                    _parameter(
                        "query",
                        "state",
                        "Only deliveries in this state.",
                        {"type": "string", "enum": list(DELIVERY_STATES)},
                    ),
                    *page,
                ],
                more=(422,),
            )
        },
        "/api/v1/deliveries/{delivery}/resend": {
            "post": _operation(
                "cases:write",
                "Let a delivery go out again",
                200,
                _OBJECT,
                parameters=[
                    _parameter("path", "delivery", "The id of a delivery, with its slashes as they are.", required=True)
                ],
                more=(404, 409, 422),
            )
        },
        "/api/v1/incidents": {
            "get": _operation(
                "cases:read",
                "List incidents, newest first",
                200,
                _LIST,
                parameters=[_parameter("query", "state", "Only incidents in this state.", states), *page],
                more=(422,),
            )
        },
        "/api/v1/incidents/{incident}": {
            "get": _operation(
                "cases:read", "Read an incident", 200, _OBJECT, parameters=[incident, seen], more=(304, 404, 422)
            )
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Stepladder",
            "version": _version(),
            "description": "An escalation desk that runs the policy a team has written down.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": _PROBLEM},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by `stepladder token new`; each operation names the scope it needs.",
                }
            },
        },
    }


def _operation(
    scope: str,
    summary: str,
    status: int,
    answer: dict[str, Any],
    *,
    body: dict[str, Any] | None = None,
    lines: bool = False,
    parameters: list[dict[str, Any]] | None = None,
    more: tuple[int, ...] = (),
) -> dict[str, Any]:
    problem = {
        "description": "What went wrong, where, and how to mend it",
        "content": {"application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}},
    }
    same = {"description": "It is the same still"}
    made: dict[str, Any] = {
        "summary": summary,
        "description": f"Needs the scope `{scope}`.",
        "security": [{"token": [scope]}],
        "responses": {
            str(status): {"description": summary, "content": {"application/json": {"schema": answer}}},
            **{str(code): problem if code >= 400 else same for code in (401, 403, 503, *more)},
        },
    }
    if parameters:
        made["parameters"] = parameters
    if body is not None:
        made["requestBody"] = {
            "required": True,
            "content": {"application/x-ndjson" if lines else "application/json": {"schema": body}},
        }
    return made


def _parameter(
    place: str, name: str, meaning: str, schema: dict[str, Any] | None = None, *, required: bool = False
) -> dict[str, Any]:
    return {
        "in": place,
        "name": name,
        "description": meaning,
        "required": required,
        "schema": schema or {"type": "string"},
    }


def _version() -> str:
    try:
        return version("stepladder")
    except PackageNotFoundError:
        return "0"
