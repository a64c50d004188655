"""Runs a gateway whose targets sign, sends it events, and checks each request that arrives.

usage: verify-signatures.py PATH-OF-SIGNALBOX EMPTY-FOLDER
"""

import base64
import http.server
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

signalbox, folder = sys.argv[1:]
received = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        received.put((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def secret():
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


def pem(key):
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(*form, serialization.NoEncryption()).decode()


def check(holds, what):
    if not holds:
        sys.exit(f"verify-signatures: FAILED: {what}")


old, new, stranger, shared = secret(), secret(), secret(), os.urandom(48)
edwards, curve = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
target = '{{ kind: http, url: "{}/{}", allow_private: [127.0.0.0/8], {} }}'
signed = "http_signature: {{ algorithm: {}, secret: \"${{{}}}\", key_id: k1, tag: relay, expires_after: 5m }}"
targets = {
    "one": 'sign: "${NEW}"',
    "both": 'sign: ["${NEW}", "${OLD}"]',
    "asymmetric": 'sign: "${WHSK}"',
    "ed25519": signed.format("ed25519", "EDWARDS"),
    "ecdsa": signed.format("ecdsa-p256-sha256", "CURVE"),
    "hmac": signed.format("hmac-sha256", "SHARED"),
}
with open(f"{folder}/routes.yaml", "w") as file:
    file.write('version: 1\nsources:\n  test: { type: /type, verify: { scheme: bearer, secret: "${IN}" } }\ntargets:\n')
    for name, keys in targets.items():
        file.write(f"  {name}: {target.format(base, name, keys)}\n")
    file.write(f"routes:\n  - {{ name: all, match: all, to: [{', '.join(targets)}] }}\n")

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
environment = dict(
    os.environ, IN="incoming", OLD=old, NEW=new, EDWARDS=pem(edwards), CURVE=pem(curve),
    SHARED=base64.b64encode(shared).decode(),
    WHSK="whsk_" + base64.b64encode(edwards.private_bytes_raw()).decode())
log = open(f"{folder}/log", "w")
gateway = subprocess.Popen(
    [signalbox, "serve", "--config", f"{folder}/routes.yaml", "--data", f"{folder}/data",
     "--listen", f"127.0.0.1:{port}", "--admin-listen", "127.0.0.1:0"],
    env=environment, stdout=log, stderr=log)
bodies = [b'{"type":"a.b","text":"%d"}' % i for i in range(3)]
bodies += ['{"type":"a.b","text":"\u00e9 \u202e \\u003c"}'.encode(), b'{"type":"a.b","x":"' + b"y" * 100_000 + b'"}']


def send(body):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/in/test", body,
        {"authorization": "Bearer incoming", "content-type": "application/json"})
    for _ in range(100):
        try:
            return urllib.request.urlopen(request, timeout=10).status
        except urllib.error.HTTPError as error:
            sys.exit(f"verify-signatures: FAILED: the gateway answered {error.code}")
        except OSError:
            time.sleep(0.1)
    sys.exit(f"verify-signatures: FAILED: the gateway does not start:\n{open(f'{folder}/log').read()}")


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, key):
        self.key = key

    def resolve_public_key(self, key_id):
        check(key_id == "k1", "the key's id")
        return self.key

    def resolve_private_key(self, key_id):
        raise NotImplementedError


class Message:
    def __init__(self, path, headers):
        self.method, self.url, self.headers = "POST", base + path, headers


def public(key):
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(*form)


verifiers = {
    "/ed25519": (algorithms.ED25519, public(edwards)),
    "/ecdsa": (algorithms.ECDSA_P256_SHA256, public(curve)),
    "/hmac": (algorithms.HMAC_SHA256, shared),
}


def accepts(webhook, body, headers):
    try:
        webhook.verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def verify_message(path, headers, body):
    algorithm, key = verifiers[path]
    verifier = HTTPMessageVerifier(signature_algorithm=algorithm, key_resolver=Keys(key))
    result = verifier.verify(Message(path, headers))[0]
    covered = {str(item).split(";")[0].strip('"') for item in result.covered_components}
    check({"@method", "@target-uri", "content-type", "content-digest"} <= covered, f"covered: {covered}")
    from hashlib import sha256

    digest = base64.b64encode(sha256(body).digest()).decode()
    check(headers["content-digest"] == f"sha-256=:{digest}:", "the body's digest")
    changed = dict(headers, **{"content-digest": "sha-256=:" + "A" * 43 + "=:"})
    try:
        verifier.verify(Message(path, changed))
    except Exception:
        return
    check(False, "a changed digest was accepted")


try:
    for body in bodies:
        check(send(body) == 200, "an event was not accepted")
    counts = {}
    for _ in range(len(bodies) * len(targets)):
        path, headers, body = received.get(timeout=60)
        check(body in bodies, "a body changed on its way")
        counts[path] = counts.get(path, 0) + 1
        if path in verifiers:
            verify_message(path, headers, body)
            continue
        if path == "/asymmetric":
            # The library has no v1a: the specification's text, and a library for Ed25519.
            version, signature = headers["webhook-signature"].split(",")
            text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
            check(version == "v1a", "the version of an asymmetric signature")
            edwards.public_key().verify(base64.b64decode(signature), text)
            continue
        check(accepts(Webhook(new), body, headers), f"{path}: the new secret's signature")
        check(accepts(Webhook(old), body, headers) == (path == "/both"), f"{path}: the old secret's signature")
        check(not accepts(Webhook(stranger), body, headers), "a stranger's secret is accepted")
        check(not accepts(Webhook(new), body + b" ", headers), "a changed body is accepted")
    check(set(counts.values()) == {len(bodies)}, f"requests: {counts}")
    print(f"{sum(counts.values())} signed requests verified: {', '.join(sorted(counts))}")
finally:
    gateway.send_signal(signal.SIGTERM)
    gateway.wait(timeout=60)
