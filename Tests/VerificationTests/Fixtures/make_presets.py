#!/usr/bin/env python3
"""Makes presets.json: for every preset that proves its sender, one request that its vendor could
have sent, signed here with Python's own functions and never with the code that is tested.

    python3 Tests/VerificationTests/Fixtures/make_presets.py > \
        Tests/VerificationTests/Fixtures/presets.json

Needs the package `cryptography` for the vendors that sign with keys of their own."""
import base64, hashlib, hmac, json, zlib
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

NOW = 1767607660  # 2026-01-05T10:07:40Z
T, MS, ISO = str(NOW), str(NOW * 1000), "2026-01-05T10:07:40Z"
SECRET = "a secret of 32 bytes, invented.."
BODY = '{"event":"something","id":"42","type":"kind","text":"caf\\u00e9 \u00e9"}'
rows = []


def mac(text, key=SECRET, algorithm="sha256"):
    key = key.encode() if isinstance(key, str) else key
    return hmac.new(key, text.encode(), algorithm)


def b64(code):
    return base64.b64encode(code).decode()


def add(preset, headers, body=BODY, secret=SECRET, **more):
    row = {"preset": preset, "secret": secret, "headers": headers, "body": body}
    row.update(more)
    rows.append(row)


def hexed(preset, header, prefix="", body=BODY, algorithm="sha256", **more):
    add(preset, {header: prefix + mac(body, algorithm=algorithm).hexdigest()}, body, **more)


def based(preset, header, prefix="", **more):
    add(preset, {header: prefix + b64(mac(BODY).digest())}, **more)


def timed(preset, header, prefix="v1=", **more):
    add(preset, {header: f"t={T},{prefix}{mac(f'{T}.{BODY}').hexdigest()}"}, **more)


def standard(preset, family="webhook"):
    key = b"standard webhooks key of 32 byte"
    code = b64(hmac.new(key, f"msg_1.{T}.{BODY}".encode(), "sha256").digest())
    add(preset, {f"{family}-id": "msg_1", f"{family}-timestamp": T,
                 f"{family}-signature": f"v1,{code}"}, secret="whsec_" + b64(key),
        wrong="whsec_" + b64(key[::-1]), signature=f"{family}-signature")


for name, header, prefix in [
    ("ribbon", "X-Ribbon-Signature", ""), ("classet", "x-classet-webhook-signature", ""),
    ("interviewroom", "ir-signature", ""), ("alot", "X-Alot-Signature", "sha256="),
    ("greenhouse", "Signature", "sha256 "), ("ashby", "Ashby-Signature", "sha256="),
    ("workable", "X-Workable-Signature", ""), ("recruitee", "X-Recruitee-Signature", ""),
    ("cal-com", "X-Cal-Signature-256", ""), ("savvycal", "x-savvycal-signature", "sha256="),
    ("github", "X-Hub-Signature-256", "sha256="), ("bitbucket", "X-Hub-Signature", "sha256="),
    ("pagerduty", "X-PagerDuty-Signature", "v1="), ("meta", "X-Hub-Signature-256", "sha256="),
    ("dropbox", "X-Dropbox-Signature", ""), ("asana", "X-Hook-Signature", ""),
    ("notion", "X-Notion-Signature", "sha256="), ("smartsheet", "Smartsheet-Hmac-SHA256", ""),
]:
    hexed(name, header, prefix, signature=header)
hexed("intercom", "X-Hub-Signature", "sha1=", algorithm="sha1", signature="X-Hub-Signature")
hexed("seek", "Seek-Signature", algorithm="sha512", signature="Seek-Signature")
for name, header, prefix in [
    ("typeform", "Typeform-Signature", "sha256="), ("shopify", "X-Shopify-Hmac-Sha256", ""),
    ("x", "x-twitter-webhooks-signature", "sha256="), ("docusign", "X-DocuSign-Signature-2", ""),
]:
    based(name, header, prefix, signature=header)
for name, header, prefix in [
    ("zenhire", "X-Interview-Signature", "v1="), ("hackerearth", "HE-Signature", "v1="),
    ("vervoe", "Vervoe-Signature", "hash="), ("stripe", "Stripe-Signature", "v1="),
    ("calendly", "Calendly-Webhook-Signature", "v1="),
]:
    timed(name, header, prefix, signature=header)
for name in ["talentunveiled", "hirehive", "recall-ai", "gitlab", "standard-webhooks"]:
    standard(name)
standard("svix", "svix")

add("workos", {"WorkOS-Signature": f"t={MS}, v1={mac(f'{MS}.{BODY}').hexdigest()}"},
    signature="WorkOS-Signature")
add("paddle", {"Paddle-Signature": f"ts={T};h1={mac(f'{T}:{BODY}').hexdigest()}"},
    signature="Paddle-Signature")
for name, header, time in [
    ("slack", "X-Slack-Signature", "X-Slack-Request-Timestamp"),
    ("zoom", "x-zm-signature", "x-zm-request-timestamp"),
]:
    add(name, {header: "v0=" + mac(f"v0:{T}:{BODY}").hexdigest(), time: T}, signature=header)
add("bamboohr", {"X-BambooHR-Signature": mac(BODY + T).hexdigest(), "X-BambooHR-Timestamp": T},
    signature="X-BambooHR-Signature")
add("zendesk", {"X-Zendesk-Webhook-Signature": b64(mac(ISO + BODY).digest()),
                "X-Zendesk-Webhook-Signature-Timestamp": ISO},
    signature="X-Zendesk-Webhook-Signature")
add("smartrecruiters", {
    "smartrecruiters-signature":
        "v1=" + "0" * 64 + ";v1=" + mac(f"{T}.{BODY}.e1.application.created.v2.").hexdigest(),
    "smartrecruiters-timestamp": T, "event-id": "e1", "event-name": "application.created",
    "event-version": "v2"}, signature="smartrecruiters-signature")
linear = json.dumps({"type": "Issue", "webhookTimestamp": NOW * 1000, "data": {"id": "i"}})
hexed("linear", "Linear-Signature", body=linear, signature="Linear-Signature")

url = "https://relay.example.com/in/hubspot?a=%2Fb"
add("hubspot", {"X-HubSpot-Signature-v3": b64(mac(
    "POSThttps://relay.example.com/in/hubspot?a=/b" + BODY + MS).digest()),
    "X-HubSpot-Request-Timestamp": MS}, signature="X-HubSpot-Signature-v3",
    url=url.split("?")[0], query="a=%2Fb")
add("hubspot-v2", {"X-HubSpot-Signature": hashlib.sha256(
    (SECRET + "POSThttps://relay.example.com/in/hubspot" + BODY).encode()).hexdigest()},
    signature="X-HubSpot-Signature", url="https://relay.example.com/in/hubspot")
add("hubspot-v1", {"X-HubSpot-Signature": hashlib.sha256((SECRET + BODY).encode()).hexdigest()},
    signature="X-HubSpot-Signature")
add("square", {"x-square-hmacsha256-signature": b64(
    mac("https://relay.example.com/in/square" + BODY).digest())},
    signature="x-square-hmacsha256-signature", url="https://relay.example.com/in/square")

# Twilio's own example: https://www.twilio.com/docs/usage/webhooks/webhooks-security
form = "Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE"
fields = {"Digits": "1234", "To": "+18005551212", "From": "+14158675310",
          "Caller": "+14158675310", "CallSid": "CA1234567890ABCDE"}
signed = "https://mycompany.com/myapp.php?foo=1&bar=2" + "".join(
    name + fields[name] for name in sorted(fields))
add("twilio", {"X-Twilio-Signature": b64(mac(signed, "12345", "sha1").digest()),
               "content-type": "application/x-www-form-urlencoded"}, form, "12345",
    signature="X-Twilio-Signature", url="https://mycompany.com/myapp.php", query="foo=1&bar=2")
query = "bodySHA256=" + hashlib.sha256(BODY.encode()).hexdigest()
add("twilio", {"X-Twilio-Signature": b64(mac(
    "https://relay.example.com/in/twilio?" + query, algorithm="sha1").digest()),
    "content-type": "application/json"}, signature="X-Twilio-Signature",
    url="https://relay.example.com/in/twilio", query=query)

key = base64.b64encode(b"teams outgoing webhook key 32 by").decode()
add("teams-outgoing", {"Authorization": "HMAC " + b64(
    mac(BODY, base64.b64decode(key)).digest())}, secret=key,
    wrong=base64.b64encode(b"another key").decode(), signature="Authorization")

# The body is not signed: only what is has to be tampered with.
lever = {"id": "1", "event": "candidateHired", "token": "tok", "triggeredAt": NOW * 1000,
         "signature": mac("tok" + MS).hexdigest(), "data": {"opportunityId": "o"}}
add("lever", {}, json.dumps(lever), tampered=json.dumps({**lever, "token": "tok2"}),
    unsigned=json.dumps({k: v for k, v in lever.items() if k != "signature"}), path_token="way")
mailgun = {"signature": {"timestamp": T, "token": "tok",
                         "signature": mac(T + "tok").hexdigest()}, "event-data": {"event": "x"}}
add("mailgun", {}, json.dumps(mailgun), path_token="way",
    tampered=json.dumps({**mailgun, "signature": {**mailgun["signature"], "token": "t"}}),
    unsigned=json.dumps({"signature": {"timestamp": T, "token": "tok"}}))
code_body = json.dumps({"event": "liveInterviewFinished", "triggeredOn": 1767611111222})
add("codesignal", {"X-CodeSignal-Signature": mac(
    "https://relay.example.com/in/codesignal/way" + "liveInterviewFinished"
    + "1767611111222").hexdigest()}, code_body, signature="X-CodeSignal-Signature",
    url="https://relay.example.com/in/codesignal/way", path_token="way",
    tampered=code_body.replace("Finished", "Started"))


def adyen(value, key):
    """Adyen's own example: pspReference 7914073381342284 and its key and code are published at
    https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures"""
    item = {"pspReference": "7914073381342284", "originalReference": "",
            "merchantAccountCode": "TestMerchant", "merchantReference": "TestPayment-1407325143704",
            "amount": {"value": value, "currency": "EUR"}, "eventCode": "AUTHORISATION",
            "success": "true"}
    text = ":".join([item["pspReference"], "", item["merchantAccountCode"],
                     item["merchantReference"], str(value), "EUR", "AUTHORISATION", "true"])
    item["additionalData"] = {"hmacSignature": b64(mac(text, bytes.fromhex(key)).digest())}
    return {"NotificationRequestItem": item}


adyen_key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
items = {"live": "false", "notificationItems": [adyen(1130, adyen_key), adyen(7, adyen_key)]}
assert items["notificationItems"][0]["NotificationRequestItem"]["additionalData"][
    "hmacSignature"] == "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="
second = json.loads(json.dumps(items))
second["notificationItems"][1]["NotificationRequestItem"]["amount"]["value"] = 8
missing = json.loads(json.dumps(items))
del missing["notificationItems"][1]["NotificationRequestItem"]["additionalData"]
add("adyen", {}, json.dumps(items), adyen_key, wrong=adyen_key[::-1],
    tampered=json.dumps(second), unsigned=json.dumps(missing), path_token="way")

for name, header in [("vapi", "X-Vapi-Secret"), ("recruitly", "x-recruitly-signature"),
                     ("gitlab-token", "X-Gitlab-Token"), ("okta", "Authorization")]:
    add(name, {header: SECRET}, signature=header, is_credential=True)
graph = json.dumps({"value": [{"clientState": SECRET, "changeType": "updated"}]})
add("microsoft-graph", {}, graph, tampered=graph.replace("invented", "invenTed"),
    unsigned=json.dumps({"value": [{"changeType": "updated"}]}), is_credential=True)


def public(key):
    return key.public_key()


def raw(key):
    return public(key).public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def der(key):
    return b64(public(key).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def pem(key):
    return public(key).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


ed, other = (ed25519.Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2))
add("discord", {"X-Signature-Ed25519": ed.sign((T + BODY).encode()).hex(),
                "X-Signature-Timestamp": T}, secret=raw(ed), wrong=raw(other),
    signature="X-Signature-Ed25519")
add("telnyx", {"telnyx-signature-ed25519": b64(ed.sign(f"{T}|{BODY}".encode())),
               "telnyx-timestamp": T}, secret=der(ed), wrong=der(other),
    signature="telnyx-signature-ed25519")
ours, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
events = '[{"event":"delivered","email":"a@example.com"}]\r\n'
add("sendgrid", {"X-Twilio-Email-Event-Webhook-Signature": b64(
    ours.sign((T + events).encode(), ec.ECDSA(hashes.SHA256()))),
    "X-Twilio-Email-Event-Webhook-Timestamp": T}, events, der(ours), wrong=der(theirs),
    signature="X-Twilio-Email-Event-Webhook-Signature")
ours, theirs = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
text = f"id-1|{ISO}|WH-1|{zlib.crc32(BODY.encode())}"
add("paypal", {"PAYPAL-TRANSMISSION-ID": "id-1", "PAYPAL-TRANSMISSION-TIME": ISO,
               "PAYPAL-TRANSMISSION-SIG": b64(ours.sign(
                   text.encode(), padding.PKCS1v15(), hashes.SHA256()))},
    secret=pem(ours), wrong=pem(theirs), signature="PAYPAL-TRANSMISSION-SIG", value="WH-1",
    path_token="way")

ours, theirs = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
topic = "arn:aws:sns:eu-central-1:123456789012:interviews"


def sns(**fields):
    """As the vendor's page says: names in their order, those that are there."""
    signed = {"TopicArn": topic, "Timestamp": "2026-01-05T10:07:40.000Z", **fields}
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn",
             "Type"]
    text = "".join(f"{name}\n{signed[name]}\n" for name in names if name in signed)
    code = b64(ours.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))
    return {**signed, "SignatureVersion": "2", "Signature": code,
            "SigningCertURL": "https://sns.eu-central-1.amazonaws.com/x.pem"}


message = dict(Type="Notification", MessageId="m-1", Message="first\nsecond \u00e9 {\"a\":1}")
for fields in [
    message, dict(message, Subject="A subject"),
    dict(message, Type="SubscriptionConfirmation", Token="t0k3n",
         SubscribeURL="https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription"),
]:
    whole = sns(**fields)
    bare = {name: value for name, value in whole.items() if name != "Signature"}
    add("aws-sns", {"Content-Type": "text/plain; charset=UTF-8"}, json.dumps(whole),
        secret=pem(ours), wrong=pem(theirs), unsigned=json.dumps(bare),
        tampered=json.dumps(dict(whole, Message="first")), value=topic, path_token="way")


def url64(data):
    data = json.dumps(data).encode() if isinstance(data, dict) else data
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def plaid_key(key):
    """As /webhook_verification_key/get answers."""
    point = public(key).public_numbers()
    return json.dumps({"key": {
        "alg": "ES256", "created_at": NOW - 86400, "crv": "P-256", "expired_at": None,
        "kid": "bfbd5111-8e33-4643-8ced-b2e642a72f3c", "kty": "EC", "use": "sig",
        "x": url64(point.x.to_bytes(32, "big")), "y": url64(point.y.to_bytes(32, "big"))},
        "request_id": "RZ6Omi1bzzwDaLo"})


ours, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
body = json.dumps({"webhook_type": "ITEM", "webhook_code": "ERROR", "item_id": "i1"}, indent=2)
token = url64({"alg": "ES256", "kid": "bfbd5111-8e33-4643-8ced-b2e642a72f3c", "typ": "JWT"})
token += "." + url64({"iat": NOW, "request_body_sha256": hashlib.sha256(body.encode()).hexdigest()})
r, s = utils.decode_dss_signature(ours.sign(token.encode(), ec.ECDSA(hashes.SHA256())))
token += "." + url64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
add("plaid", {"Plaid-Verification": token}, body, plaid_key(ours), wrong=plaid_key(theirs),
    signature="Plaid-Verification")

print(json.dumps(rows, indent=1))
