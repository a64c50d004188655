#!/usr/bin/env python3
"""Makes tokens.json: tokens that senders could have signed and such as strangers would make up,
computed here with the package `cryptography` and never with the code that is tested.

    python3 Tests/VerificationTests/Fixtures/make_tokens.py > \
        Tests/VerificationTests/Fixtures/tokens.json"""
import base64, hashlib, hmac, json
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

NOW = 1767607660  # 2026-01-05T10:07:40Z
BODY = '{"webhook_code":"ERROR","text":"caf\\u00e9 \u00e9"}'
SHA = hashlib.sha256(BODY.encode()).digest()
CLAIMS = {"iat": NOW, "hash": SHA.hex()}
SECRET = "a secret of 32 bytes, invented.."
rows = []


def url64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def part(value):
    """Of an object, or of JSON text that no writer would write."""
    return url64((value if isinstance(value, str) else json.dumps(value)).encode())


def public(key, encoding, form=serialization.PublicFormat.SubjectPublicKeyInfo):
    return key.public_key().public_bytes(encoding, form)


def pem(key):
    return public(key, serialization.Encoding.PEM).decode()


def number(value, size=None):
    return url64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def jwk(key, **more):
    if isinstance(key, ec.EllipticCurvePrivateKey):
        point = key.public_key().public_numbers()
        curve, size = ("P-256", 32) if key.curve.name == "secp256r1" else ("P-384", 48)
        found = {"kty": "EC", "crv": curve, "x": number(point.x, size), "y": number(point.y, size)}
    elif isinstance(key, rsa.RSAPrivateKey):
        pair = key.public_key().public_numbers()
        found = {"kty": "RSA", "n": number(pair.n), "e": number(pair.e)}
    else:
        raw = public(key, serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        found = {"kty": "OKP", "crv": "Ed25519", "x": url64(raw)}
    return {**found, **more}


def es256(key):
    def sign(text):
        r, s = utils.decode_dss_signature(key.sign(text, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return sign


def der(key):
    return lambda text: key.sign(text, ec.ECDSA(hashes.SHA256()))


def rs256(key):
    return lambda text: key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def pss(key):
    return lambda text: key.sign(
        text, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())


def hs256(secret):
    secret = secret.encode() if isinstance(secret, str) else secret
    return lambda text: hmac.new(secret, text, "sha256").digest()


def token(sign, header, claims=CLAIMS):
    text = part(header) + "." + part(claims)
    return text + "." + url64(sign(text.encode()))


def row(name, algorithm, key, text, expected="ok", **more):
    """`more`: body, encoding."""
    key = key if isinstance(key, str) else json.dumps(key)
    rows.append({"name": name, "algorithm": algorithm, "key": key, "token": text,
                 "expected": expected, "body": BODY, **more})


# RFC 7515 appendix A.3.1: the key of the standard's example.
D = int.from_bytes(base64.urlsafe_b64decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI="), "big")
p256 = ec.derive_private_key(D, ec.SECP256R1())
assert jwk(p256)["x"] == "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
# RFC 8037 appendix A.1 likewise.
ed = ed25519.Ed25519PrivateKey.from_private_bytes(
    base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="))
assert jwk(ed)["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
r2048, other = rsa.generate_private_key(65537, 2048), ec.derive_private_key(7, ec.SECP256R1())
p384, short = ec.derive_private_key(9, ec.SECP384R1()), rsa.generate_private_key(65537, 1024)

ES, KID = {"alg": "ES256", "typ": "JWT"}, {"alg": "ES256", "kid": "k1", "typ": "JWT"}
good = token(es256(p256), KID)
named = jwk(p256, kid="k1", use="sig", alg="ES256")

# Right ones, with keys in every form.
row("a JWK", "ES256", named, good)
row("a JWK without an id", "ES256", jwk(p256), good)
row("a JWK as an API answers", "ES256",
    {"key": {**named, "created_at": NOW - 9, "expired_at": None}, "request_id": "r"}, good)
row("a JWK before its end", "ES256", {**named, "expired_at": NOW + 1}, good)
row("a PEM", "ES256", pem(p256), token(es256(p256), ES))
row("a PEM, whatever the token calls it", "ES256", pem(p256), good)
row("DER in base64", "ES256",
    base64.b64encode(public(p256, serialization.Encoding.DER)).decode(), good)
row("a set with keys of others", "ES256", {"keys": [
    jwk(ed, kid="k1"), {"kty": "new"}, jwk(p384, kid="k1"), jwk(other, kid="k0"), named,
    jwk(r2048), {**named, "use": "enc"}]}, good)
row("Ed25519, a JWK", "EdDSA", jwk(ed, kid="k1"), token(ed.sign, {"alg": "EdDSA", "kid": "k1"}))
row("Ed25519, a PEM", "EdDSA", pem(ed), token(ed.sign, {"alg": "EdDSA"}))
row("RSA, a JWK", "RS256", jwk(r2048), token(rs256(r2048), {"alg": "RS256"}))
row("RSA, a PEM", "RS256", pem(r2048), token(rs256(r2048), {"alg": "RS256"}))
row("a shared secret", "HS256", SECRET, token(hs256(SECRET), {"alg": "HS256"}))
row("a hash in base64url", "ES256", named,
    token(es256(p256), KID, {"iat": NOW, "hash": url64(SHA)}), encoding="base64url")
row("a hash in base64", "ES256", named,
    token(es256(p256), KID, {"iat": NOW, "hash": base64.b64encode(SHA).decode()}),
    encoding="base64")
row("a time with a fraction", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "iat": NOW + 0.25}))
row("a time of its own", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "exp": NOW + 1, "nbf": NOW, "more": {"a": [1, {"a": 1}]}}))
row("an empty body", "ES256", named, token(
    es256(p256), KID, {"iat": NOW, "hash": hashlib.sha256(b"").hexdigest()}), body="")

# Algorithms: the token is not asked.
bad = "malformed_signature"
for alg in ["none", "None", "NONE", "", "es256", "ES256 ", "HS256", "RS256", "ES384", "EdDSA"]:
    row(f"alg {alg!r}, signed all the same", "ES256", named,
        token(es256(p256), {**KID, "alg": alg}), bad)
row("alg none without a signature", "ES256", named,
    part({**KID, "alg": "none"}) + "." + part(CLAIMS) + ".", bad)
row("no signature", "ES256", named, good.rsplit(".", 1)[0] + ".", bad)
for secret in [pem(p256), pem(p256).strip(), json.dumps(named),
               public(p256, serialization.Encoding.DER)]:
    row("HS256 with the public key as secret", "ES256", pem(p256),
        token(hs256(secret), {"alg": "HS256"}), bad)
    row("the same, called ES256", "ES256", pem(p256), token(hs256(secret), ES),
        "wrong_credentials")
row("no alg", "ES256", named, token(es256(p256), {"kid": "k1"}), bad)
row("alg is a number", "ES256", named, token(es256(p256), {"alg": 256}), bad)
row("an RSA signature of another padding", "RS256", jwk(r2048),
    token(pss(r2048), {"alg": "RS256"}), "wrong_credentials")
row("an ECDSA signature in DER", "ES256", named, token(der(p256), KID), "wrong_credentials")
row("an ECDSA signature of zeros", "ES256", named, token(lambda _: bytes(64), KID),
    "wrong_credentials")

# Keys
row("the key of another", "ES256", named, token(es256(other), KID), "wrong_credentials")
row("a key that the token brings along", "ES256", named,
    token(es256(other), {**KID, "jwk": jwk(other), "jku": "https://example.com/"}),
    "wrong_credentials")
row("a kid that is not there", "ES256", named, token(es256(p256), {**KID, "kid": "k2"}),
    "unknown_key")
row("a kid of other case", "ES256", named, token(es256(p256), {**KID, "kid": "K1"}), "unknown_key")
row("no kid for a key that has one", "ES256", named, token(es256(p256), ES), "unknown_key")
row("the kid of another key", "ES256", {"keys": [named, jwk(other, kid="k2")]},
    token(es256(p256), {**KID, "kid": "k2"}), "wrong_credentials")
row("a kid that is no text", "ES256", named, token(es256(p256), {**KID, "kid": 1}), bad)
row("a JWK at its end", "ES256", {**named, "expired_at": NOW}, good, "expired_secret")
row("another's token for a JWK after its end", "ES256", {**named, "expired_at": NOW - 9},
    token(es256(other), KID), "wrong_credentials")
row("a JWK after its end beside one before it", "ES256",
    {"keys": [{**named, "expired_at": NOW - 9}, named]}, good)

# Claims
row("another body", "ES256", named, good, "wrong_credentials", body=BODY + "\n")
row("a hash of another body", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "hash": hashlib.sha256(b"").hexdigest()}),
    "wrong_credentials")
row("half a hash", "ES256", named, token(es256(p256), KID, {**CLAIMS, "hash": SHA.hex()[:32]}),
    "wrong_credentials")
row("an empty hash", "ES256", named, token(es256(p256), KID, {**CLAIMS, "hash": ""}),
    "wrong_credentials")
row("a hash in another form", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "hash": url64(SHA)}), bad)
row("no hash", "ES256", named, token(es256(p256), KID, {"iat": NOW}), bad)
row("a hash that is no text", "ES256", named, token(es256(p256), KID, {**CLAIMS, "hash": 1}), bad)
row("a hash below", "ES256", named,
    token(es256(p256), KID, {"iat": NOW, "data": {"hash": SHA.hex()}}), bad)
row("no time", "ES256", named, token(es256(p256), KID, {"hash": SHA.hex()}), bad)
for time in [str(NOW), None, -NOW, True, [NOW], 1e30]:
    row(f"a time that is {time!r}", "ES256", named,
        token(es256(p256), KID, {**CLAIMS, "iat": time}), bad)
row("a time in milliseconds", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "iat": NOW * 1000}), bad)
row("five minutes and a second ago", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "iat": NOW - 301}), "stale_timestamp")
row("in five minutes and a second", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "iat": NOW + 301}), "stale_timestamp")
row("ended", "ES256", named, token(es256(p256), KID, {**CLAIMS, "exp": NOW}), "stale_timestamp")
row("not begun", "ES256", named, token(es256(p256), KID, {**CLAIMS, "nbf": NOW + 301}),
    "stale_timestamp")
row("an end that is no time", "ES256", named, token(es256(p256), KID, {**CLAIMS, "exp": "no"}), bad)

# What must not be taken although it is signed.
row("extensions that must be understood", "ES256", named,
    token(es256(p256), {**KID, "crit": ["b64"], "b64": False}), bad)
row("no extensions that must be understood", "ES256", named,
    token(es256(p256), {**KID, "crit": []}), bad)
row("a member twice in the header", "ES256", named,
    token(es256(p256), '{"alg":"none","kid":"k1","alg":"ES256"}'), bad)
row("a member twice, once escaped", "ES256", named,
    token(es256(p256), '{"alg":"ES256","kid":"k1","\\u0061lg":"ES256"}'), bad)
row("a claim twice", "ES256", named,
    token(es256(p256), KID, f'{{"iat":{NOW},"hash":"00","hash":"{SHA.hex()}"}}'), bad)
row("a claim twice, deep", "ES256", named, token(
    es256(p256), KID, f'{{"iat":{NOW},"hash":"{SHA.hex()}","a":[{{"b":1,"b":2}}]}}'), bad)
row("claims that are a list", "ES256", named, token(es256(p256), KID, "[1]"), bad)
row("claims that are no JSON", "ES256", named, token(es256(p256), KID, "{iat}"), bad)
row("claims with something behind them", "ES256", named,
    token(es256(p256), KID, json.dumps(CLAIMS) + "{}"), bad)
row("a header that is no object", "ES256", named, token(es256(p256), '"ES256"'), bad)
row("deep claims", "ES256", named, token(
    es256(p256), KID, json.dumps(CLAIMS)[:-1] + ',"a":' + "[" * 99 + "]" * 99 + "}"), bad)
row("a long token", "ES256", named,
    token(es256(p256), KID, {**CLAIMS, "long": "x" * 8192}), bad)

# How it is written.
head, claims, signature = good.split(".")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
assert len(signature) == 86
for name, text in {
    "padding": good + "==", "padding in the header": f"{head}=.{claims}.{signature}",
    "bits that mean nothing": good[:-1] + ALPHABET[ALPHABET.index(good[-1]) ^ 1],
    "a line break": good + "\n", "a space before": " " + good, "a space within": good.replace(
        ".", ". "), "two parts": f"{head}.{claims}", "four parts": good + "." + claims,
    "an empty part": f"{head}..{claims}.{signature}", "five parts": good + ".a.b",
    "no header": f".{claims}.{signature}", "no claims": f"{head}..{signature}", "nothing": "",
    "dots": "..", "two tokens": f"{good},{good}", "a scheme before it": "Bearer " + good,
    "three characters more": good + "AAA",
    "JSON serialization": json.dumps(
        {"protected": head, "payload": claims, "signature": signature}),
}.items():
    row(f"written with {name}", "ES256", named, text, bad)
text = token(ed.sign, {"alg": "EdDSA"}, {**CLAIMS, "x": "~~~???>>>"})
assert "_" in text or "-" in text
row("other digits of base64", "EdDSA", pem(ed), text.replace("_", "/").replace("-", "+"), bad)

# What is no key of the algorithm.
broken = {**jwk(p256), "y": jwk(other)["y"]}
keys = [("ES256", key) for key in [
    jwk(ed), jwk(p384), jwk(r2048), {"keys": []}, {"keys": [jwk(ed)]}, {"key": "x"}, {}, "{", "[]",
    {**jwk(p256), "use": "enc"}, {**jwk(p256), "alg": "ES384"}, {**jwk(p256), "kid": 1},
    {**jwk(p256), "key_ops": ["sign"]}, {**jwk(p256), "d": "AA"}, broken,
    {**jwk(p256), "x": jwk(p256)["x"] + "="}, {**jwk(p256), "x": "AA"},
    {**jwk(p256), "expired_at": "2026-01-01"}, {"kty": "oct", "k": url64(SECRET.encode())},
    '{"kty":"EC",' + json.dumps(jwk(p256))[1:], {"keys": [jwk(p256)] * 65}, pem(r2048), pem(ed)]]
keys += [("EdDSA", jwk(p256)), ("EdDSA", {**jwk(ed), "crv": "X25519"}), ("EdDSA", pem(p256)),
         ("RS256", jwk(short)), ("RS256", pem(short)), ("RS256", jwk(p256)),
         ("RS256", {**jwk(r2048), "n": "AA"})]
print(json.dumps({"tokens": rows, "not_keys": [
    {"algorithm": algorithm, "key": key if isinstance(key, str) else json.dumps(key)}
    for algorithm, key in keys],
    "not_secrets": [pem(p256), pem(r2048), json.dumps(named)]}, indent=1))
