"""Answers run.py for the package that is named: requests, httpx or werkzeug."""

import json
import sys


def requests(username, password):
    from requests import Request

    return Request("GET", "http://localhost/", auth=(username, password)).prepare().headers["Authorization"]


def httpx(username, password):
    from httpx import BasicAuth, Request

    flow = BasicAuth(username, password).auth_flow(Request("GET", "http://localhost/"))
    return next(flow).headers["Authorization"]


def werkzeug(username, password):
    from werkzeug.datastructures import Authorization

    return Authorization("basic", {"username": username, "password": password}).to_header()


def parse(header):
    """Werkzeug's: the others are clients. WSGI hands it a header's bytes as Latin-1 (PEP 3333)."""
    from werkzeug.datastructures import Authorization

    try:
        found = Authorization.from_header(header.decode("latin-1"))
    except ValueError:
        return False
    if found is None or found.type != "basic":
        return None
    return [found.username.encode().hex(), found.password.encode().hex()]


def answer(question, encode):
    if "parse" in question:
        return parse(bytes.fromhex(question["parse"]))
    username, password = (bytes.fromhex(text).decode() for text in question["encode"])
    try:
        return encode(username, password).encode().hex()
    except ValueError:
        return None


encode = {"requests": requests, "httpx": httpx, "werkzeug": werkzeug}[sys.argv[1]]
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line), encode)))
