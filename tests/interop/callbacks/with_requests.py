"""Bandwidth's two steps by requests, whose session keeps connections: without credentials, and with them after the challenge."""
import sys

import requests

url, username, password = sys.argv[1:]
body = {"data": "<Notification/>", "headers": {"content-type": "application/xml"}, "timeout": 20}
session = requests.Session()
first = session.post(url, **body)
print(first.status_code, first.headers.get("www-authenticate"))
# As bytes, since text would be sent as Latin-1.
pair = (username.encode(), password.encode())
print(session.post(url, auth=pair, **body).status_code)
