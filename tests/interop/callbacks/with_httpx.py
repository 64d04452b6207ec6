"""Bandwidth's two steps by httpx: without credentials, and with them after the challenge."""
import sys

import httpx

url, username, password = sys.argv[1:]
body = {"json": [{"type": "message-received"}], "timeout": 20}
first = httpx.post(url, **body)
print(first.status_code, first.headers.get("www-authenticate"))
print(httpx.post(url, auth=(username, password), **body).status_code)
