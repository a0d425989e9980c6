"""Requests to the programs under test: httpx, with the certificates it trusts read once.

It reads them for every request and client otherwise, which takes ten times as long as asking a program on this machine.
"""

import ssl
from typing import Any

import httpx

_TRUSTED = ssl.create_default_context()


def client(**more: Any) -> httpx.Client:
    return httpx.Client(verify=_TRUSTED, **more)


def request(method: str, url: str, **more: Any) -> httpx.Response:
    return httpx.request(method, url, verify=_TRUSTED, **more)


def get(url: str, **more: Any) -> httpx.Response:
    return request("GET", url, **more)


def post(url: str, **more: Any) -> httpx.Response:
    return request("POST", url, **more)
