"""Bandwidth's two steps by httpx, whose client keeps connections: without credentials, and with them after the challenge."""
import sys

import httpx

url, username, password = sys.argv[1:]
body = {"json": [{"type": "message-received"}], "timeout": 20}
with httpx.Client() as client:
    first = client.post(url, **body)
    print(first.status_code, first.headers.get("www-authenticate"))
    print(client.post(url, auth=(username, password), **body).status_code)
