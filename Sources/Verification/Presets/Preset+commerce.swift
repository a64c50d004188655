import Model

/// Payments and shops.
extension Preset {
    static let payments = [stripe, payPal, adyen, square, paddle, plaid]
    static let commerce = [shopify]

    static let stripe = Preset(
        name: "stripe", title: "Stripe",
        documentation: "https://docs.stripe.com/webhooks/signature",
        evidence: .documented,
        notes: ["The key is the whole text whsec_…, not what it encodes.", "v0 is passed over."],
        mapping: EventMapping(
            type: [.at("type")], run: [.at("data", "object", "id")], dedupe: [.at("id")]),
        scheme: .timed("Stripe-Signature"))

    static let payPal = Preset(
        name: "paypal", title: "PayPal",
        documentation: "https://developer.paypal.com/api/rest/webhooks/rest/",
        evidence: .documented,
        notes: [
            "value is the webhook's id; public_key is that of the certificate that "
                + "PAYPAL-CERT-URL names: openssl x509 -pubkey -noout. It is not fetched.",
            "The body is signed by its CRC-32, which is no hash: set path_token too.",
        ],
        mapping: EventMapping(
            type: [.at("event_type")], run: [.at("resource", "id")], dedupe: [.at("id")]),
        scheme: .signature(
            SignatureScheme(
                .rsaSHA256, header: "PAYPAL-TRANSMISSION-SIG", encoding: .base64,
                signed: .parts(
                    .header("paypal-transmission-id"), .literal("|"), .timestamp, .literal("|"),
                    .value, .literal("|"), .crc32),
                timestamp: .init(.header("PAYPAL-TRANSMISSION-TIME"), format: .iso8601))))

    static let adyen = Preset(
        name: "adyen", title: "Adyen, standard webhooks",
        documentation: "https://docs.adyen.com/development-resources/webhooks/"
            + "secure-webhooks/verify-hmac-signatures",
        evidence: .documented,
        notes: [
            "Eight fields of each item are signed, not the body: set path_token or use Basic.",
            "Each item is an event.",
        ],
        mapping: EventMapping(
            type: [.at("NotificationRequestItem", "eventCode")],
            run: [.at("NotificationRequestItem", "pspReference")],
            dedupe: [.bodyHash]),
        verification: [.basic],
        scheme: .signature(
            SignatureScheme(
                at: .body(item("additionalData", "hmacSignature")), encoding: .base64,
                signed: SignedTemplate(parts: adyenFields, allowingUnsignedBody: true)
            ).with {
                $0.secretEncoding = .hex
                $0.items = .at("notificationItems")
            }),
        acknowledgement: .body("[accepted]"), batch: .at("notificationItems"))

    private static func item(_ keys: String...) -> JSONPointer {
        JSONPointer(tokens: ["NotificationRequestItem"] + keys)
    }

    private static let adyenFields: [SignedTemplate.Part] = [
        .json(item("pspReference")), .literal(":"), .json(item("originalReference")),
        .literal(":"), .json(item("merchantAccountCode")), .literal(":"),
        .json(item("merchantReference")), .literal(":"), .json(item("amount", "value")),
        .literal(":"), .json(item("amount", "currency")), .literal(":"),
        .json(item("eventCode")), .literal(":"), .json(item("success")),
    ]

    static let square = Preset(
        name: "square", title: "Square",
        documentation: "https://developer.squareup.com/docs/webhooks/step3validate",
        evidence: .documented, notes: ["url must be the registered address, byte for byte."],
        mapping: EventMapping(
            type: [.at("type")], run: [.at("data", "id")], dedupe: [.at("event_id")]),
        scheme: .signature(
            SignatureScheme(
                header: "x-square-hmacsha256-signature", encoding: .base64,
                signed: .parts(.url, .body))))

    static let paddle = Preset(
        name: "paddle", title: "Paddle",
        documentation: "https://developer.paddle.com/webhooks/signature-verification",
        evidence: .partlyDocumented,
        mapping: EventMapping(
            type: [.at("event_type")], run: [.at("data", "id")], dedupe: [.at("event_id")]),
        scheme: .signature(
            SignatureScheme(
                header: "Paddle-Signature", prefix: "h1=", separator: ";",
                signed: .parts(.timestamp, .literal(":"), .body),
                timestamp: .init(.element("ts")))))

    /// Bodies have no id, and one that says "new transactions of this item" may rightly come again:
    /// no part of it tells repetitions.
    static let plaid = Preset(
        name: "plaid", title: "Plaid",
        documentation: "https://plaid.com/docs/api/webhooks/webhook-verification/",
        evidence: .documented,
        notes: [
            "public_key is the answer of /webhook_verification_key/get for the kid in a token's "
                + "header, kept in a file. It is not fetched.",
            "When Plaid changes its key, requests are refused as unknown_key: list the next one "
                + "beside it.",
        ],
        mapping: EventMapping(type: [.at("webhook_code")], run: [.at("item_id")]),
        scheme: .token(
            TokenScheme(
                .es256, at: .header("Plaid-Verification"), bodyHash: "request_body_sha256")))

    static let shopify = Preset(
        name: "shopify", title: "Shopify",
        documentation: "https://shopify.dev/docs/apps/build/webhooks/subscribe/https",
        evidence: .documented, notes: ["It wants an answer within 5 s."],
        mapping: EventMapping(
            type: [.header("x-shopify-topic")], definition: [.header("x-shopify-shop-domain")],
            dedupe: [.header("x-shopify-webhook-id")]),
        scheme: .base64("X-Shopify-Hmac-Sha256"))
}
