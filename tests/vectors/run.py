"""Holds an implementation against basic.json, and the vectors at which it differs against differences.json.

    run.py                     this Python's standard library
    run.py NAME COMMAND...     a program that answers each line of its input with a line

A line is {"encode": [username, password]} or {"parse": header}. The answer is the header, or [username, password], or
null for a refusal, or false for an error that its documents do not mention. Values are in hexadecimal, as not all are
text.

Leaves with 0 if the implementation differs exactly where the list says, else with 1.
"""

import base64
import json
import subprocess
import sys
import urllib.request
from pathlib import Path

FOLDER = Path(__file__).parent


def main(name="python", *command):
    differences = read("differences.json")
    reasons = listed(differences["differences"], name)
    vectors = [vector for vector in read("basic.json") if vector["kind"] in differences["kinds"][name]]

    answers = ask(command, vectors) if command else map(standard_library, vectors)
    compared = ((vector["name"], difference(expected(vector), answer)) for vector, answer in zip(vectors, answers))
    found = {vector: how for vector, how in compared if how}

    for vector, how in found.items():
        print(f"{name}: {vector}: {how}: {reasons.get(vector, 'NOT LISTED')}")
    for vector in sorted(reasons.keys() - found.keys()):
        print(f"{name}: {vector}: LISTED, BUT NO DIFFERENCE")
    print(f"{name}: {len(vectors)} vectors, {len(found)} differences")
    return 0 if reasons.keys() == found.keys() else 1


def listed(groups, name):
    """Some are listed for certain versions of Python, this one's or, of a package for Python, its own: the same."""
    version = "{}.{}".format(*sys.version_info)
    groups = [group for group in groups if name in group["implementations"] and version in group.get("python", [version])]
    return {vector: group["reason"] for group in groups for vector in group["vectors"]}


def read(file):
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))


def difference(expected, answer):
    if answer == expected:
        return None
    if answer is False:
        return "failed"
    if expected is None:
        return "accepted"
    return "refused" if answer is None else "another value"


def expected(vector):
    """None for an error, whichever: the codes are not for others to know."""
    outcome = vector.get("expected")
    return pair(outcome) if isinstance(outcome, dict) and "username" in outcome else outcome and octets(outcome)


def pair(texts):
    return [octets(texts["username"]), octets(texts["password"])]


def octets(text):
    if isinstance(text, list):
        return b"".join(map(octets, text))
    if isinstance(text, str):
        return text.encode()
    return bytes.fromhex(text["hex"]) if "hex" in text else octets(text["repeat"]) * text["times"]


def standard_library(vector):
    """Its one encoder of Basic is urllib's. It has no reader: a server's author writes these four lines."""
    if vector["kind"] == "encode":
        passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
        username, password = (text.decode() for text in pair(vector))
        passwords.add_password(None, "http://localhost/", username, password, is_authenticated=True)
        request = urllib.request.Request("http://localhost/")
        urllib.request.HTTPBasicAuthHandler(passwords).http_request(request)
        return request.get_header("Authorization").encode()
    try:
        scheme, token = octets(vector["header"]).split(maxsplit=1)
        username, password = base64.b64decode(token, validate=True).decode().split(":", 1)
        return [username.encode(), password.encode()] if scheme.lower() == b"basic" else None
    except ValueError:
        return None


def ask(command, vectors):
    lines = [json.dumps(question(vector)) + "\n" for vector in vectors]
    done = subprocess.run(command, input="".join(lines), stdout=subprocess.PIPE, universal_newlines=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(vectors):
        sys.exit(f"{len(answers)} answers to {len(vectors)} vectors")
    return [
        [bytes.fromhex(text) for text in answer] if isinstance(answer, list) else answer and bytes.fromhex(answer)
        for answer in answers
    ]


def question(vector):
    if vector["kind"] == "encode":
        return {"encode": [text.hex() for text in pair(vector)]}
    return {"parse": octets(vector["header"]).hex()}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
