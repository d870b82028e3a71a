#!/usr/bin/env python3
"""Follows docs/AUDIT.md over the vectors beside this file: every hash, commitment, code, tag, root and path is
made again by the rules of that page alone. Exits with 1 at the first that differs. Standard library only."""

import base64
import hashlib
import hmac
import json
import sys
from collections import Counter
from pathlib import Path

LARGEST, DEEPEST, LONGEST = 2**53 - 1, 64, 65535
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
LITERAL = {None: "null", True: "true", False: "false"}
FILE = {"about", "key", "log", "root", "entries"}
ENTRY = {"kind", "actor", "via", "subj", "at", "req", "parts_field", "fields", "nonce", "leaf", "leaf_hash", "mac"}
ENTRY |= {"openings", "parts", "edition", "answer"}
checked = Counter()

class Refused(Exception):
    """What the page says is to be refused."""

def same(what, place, found, expected):
    if found != expected:
        sys.exit(f"{place}: the {what} is\n  {found!r}\nand by docs/AUDIT.md it is\n  {expected!r}")
    checked[what] += 1

# Section 2: canonical JSON.

def escaped(char):
    if char == "\0" or "\ud800" <= char <= "\udfff":
        raise Refused("U+0000 or a lone surrogate")
    return SHORT.get(char) or (f"\\u{ord(char):04x}" if char < " " else char)

def text(value, depth=0):
    if depth > DEEPEST:
        raise Refused("nested too deep")
    if value is None or isinstance(value, bool):
        return LITERAL[value]
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise Refused("an integer beyond 2^53-1")
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(map(escaped, value)) + '"'
    if isinstance(value, list):
        return "[" + ",".join(text(item, depth + 1) for item in value) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(text(key) + ":" + text(value[key], depth + 1) for key in keys) + "}"

def loosely(data):
    """Any JSON without fractions and exponents."""
    def no(word):
        raise Refused(f"a number that is no integer: {word}")
    try:
        return json.loads(data, parse_float=no, parse_constant=no)
    except ValueError as error:
        raise Refused(str(error)) from error

def read(data):
    """Canonical JSON, and nothing else."""
    value = loosely(data)
    if text(value) != data:
        raise Refused("JSON in another spelling")
    return value

# Sections 4, 8 and 9: commitments, codes, tags.

def b64(data):
    return base64.b64encode(data).decode()

def hmac_of(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()

def commitment(salt, log, index, field, value):
    place = ",".join(map(text, ("quorate.field.v1", log, str(index), field)))
    return hmac_of(salt, f"[{place},{value}]".encode())

def tag(key, log, index, answer):
    parts = [part.encode() for part in ("quorate.answer.v1", log, str(index), *answer)]
    return hmac_of(key, b"".join(len(part).to_bytes(8, "big") + part for part in parts))

# Sections 7 and 10: leaf hashes and the tree.

def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()

def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()

def below(size):
    """The largest power of two below it."""
    return 1 << (size - 1).bit_length() - 1

def root(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256().digest()
    k = below(len(hashes))
    return node(root(hashes[:k]), root(hashes[k:]))

def path(index, hashes):
    if len(hashes) == 1:
        return []
    k = below(len(hashes))
    first, rest = hashes[:k], hashes[k:]
    return path(index, first) + [root(rest)] if index < k else path(index - k, rest) + [root(first)]

def fold(found, index, size, steps):
    if (size == 1) != (not steps):
        raise Refused("a path that is too long or too short")
    if size == 1:
        return found
    k = below(size)
    if index < k:
        return node(fold(found, index, k, steps[:-1]), steps[-1])
    return node(steps[-1], fold(found, index - k, size - k, steps[:-1]))

# The four files.

def follow_canonical(vectors):
    same("list of members", "canonical.json", set(vectors), {"about", "same", "refused"})
    for vector in vectors["same"]:
        same("text", vector["about"], vector["canonical"], text(loosely(vector["json"])))
        same("text read", vector["about"], read(vector["canonical"]), loosely(vector["json"]))
    for vector in vectors["refused"]:
        try:
            value = read(vector["json"])
        except Refused:
            checked["refusal"] += 1
        else:
            sys.exit(f"{vector['about']}: {vector['json']!r} is to be refused, and was read as {value!r}")

def follow_tree(vectors):
    same("list of members", "tree.json", set(vectors), {"about", "leaves", "roots", "proofs"})
    hashes = [leaf_hash(bytes.fromhex(leaf)) for leaf in vectors["leaves"]]
    same("list of roots", "tree.json", vectors["roots"], [root(hashes[:size]).hex() for size in range(len(hashes) + 1)])
    for proof in vectors["proofs"]:
        index, size = proof["index"], proof["size"]
        place = f"leaf {index} of {size}"
        same("path", place, proof["path"], [step.hex() for step in path(index, hashes[:size])])
        folded = fold(hashes[index], index, size, [bytes.fromhex(step) for step in proof["path"]])
        same("path folded", place, folded.hex(), vectors["roots"][size])

def follow_entry(vectors, index, entry, prev):
    key, log, place = bytes.fromhex(vectors["key"]), vectors["log"], f"entry {index} ({entry['kind']})"
    same("list of members", place, set(entry) - ENTRY, set())
    values = dict(entry["fields"])
    listed = values.pop(entry["parts_field"], [])
    values |= {f"parts/{n}/{name}": value for n, part in enumerate(listed) for name, value in part.items()}
    same("list of openings", place, sorted(opening["field"] for opening in entry["openings"]), sorted(values))
    # Of the fields themselves, then of each part.
    made = [{} for _ in range(len(listed) + 1)]
    for opening in entry["openings"]:
        field, value = opening["field"], opening["value"]
        same("value", f"{place}, {field}", value, text(values[field]))
        same("value read", f"{place}, {field}", read(value), values[field])
        of, name = (int(field.split("/")[1]) + 1, field.split("/")[2]) if "/" in field else (0, field)
        made[of][name] = b64(commitment(bytes.fromhex(opening["salt"]), log, index, field, value))
    leaf = read(entry["leaf"])
    for kept, again in zip([leaf["f"], *map(read, entry["parts"])], made, strict=True):
        same("list of commitments", place, list(kept), sorted(again))
        for name, committed in again.items():
            same("commitment", f"{place}, {name}", kept[name], committed)
    expected = {name: entry[name] for name in ("actor", "at", "kind", "req", "subj", "via")}
    expected |= {"f": made[0], "idx": str(index), "log": log, "prev": b64(prev)}
    expected["nonce"] = b64(bytes.fromhex(entry["nonce"]))
    expected |= {"v": 2, "ed": entry["edition"]} if "edition" in entry else {"v": 1}
    if entry["parts_field"] is not None:
        of_parts = root([leaf_hash(part.encode()) for part in entry["parts"]])
        expected["parts"] = {"n": len(listed), "root": b64(of_parts)}
        same("root of parts", place, leaf["parts"], expected["parts"])
    if entry.get("answer"):
        expected["ans"] = b64(tag(key, log, index, entry["answer"]))
        same("tag", place, leaf["ans"], expected["ans"])
    data = entry["leaf"].encode()
    same("leaf", place, entry["leaf"], text(expected))
    same("length", place, len(data) <= LONGEST, True)
    same("leaf hash", place, entry["leaf_hash"], leaf_hash(data).hex())
    same("code", place, entry["mac"], hmac_of(key, data).hex())
    return leaf["at"], leaf_hash(data)

def follow_log(vectors):
    same("list of members", "the log", set(vectors), FILE)
    prev, before, hashes = bytes(32), "", []
    for index, entry in enumerate(vectors["entries"]):
        at, prev = follow_entry(vectors, index, entry, prev)
        same("order of times", f"entry {index}", at >= before, True)
        before, hashes = at, [*hashes, prev]
    same("root of the log", "the log", vectors["root"], root(hashes).hex())

FILES = {"canonical": follow_canonical, "tree": follow_tree, "entries": follow_log, "editions": follow_log}
for name, follow in FILES.items():
    checked.clear()
    try:
        follow(json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")))
    except (Refused, LookupError, TypeError, ValueError) as error:
        sys.exit(f"{name}.json: {type(error).__name__}: {error}")
    print(f"{name}.json: " + ", ".join(f"{what}: {count}" for what, count in checked.items()))
