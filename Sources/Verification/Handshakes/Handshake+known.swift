import Model

/// Those of vendors; each with the page it comes from.
extension Handshake {
    /// An ordinary event that says that it is none.
    static func ping(_ place: ValuePlace, _ value: String) -> Handshake {
        Handshake(name: "ping", conditions: [.init(place, value)])
    }

    /// https://docs.slack.dev/reference/events/url_verification/
    static let slack = Handshake(
        name: "url_verification", conditions: [.init(.at("type"), "url_verification")],
        answer: .text(.value(.at("challenge"))))

    /// https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
    static let zoom = Handshake(
        name: "url_validation", conditions: [.init(.at("event"), "endpoint.url_validation")],
        answer: .json(
            .init(
                name: "plainToken",
                value: .text(HandshakeTemplate(parts: [.value(.at("payload", "plainToken"))]))),
            .init(
                name: "encryptedToken",
                value: .text(
                    HandshakeTemplate(parts: [.code(.hex, .at("payload", "plainToken"))])))))

    /// https://developers.facebook.com/docs/graph-api/webhooks/getting-started
    static let meta = Handshake(
        name: "subscribe", method: "GET",
        conditions: [.init(.query("hub.mode"), "subscribe"), .init(.query("hub.challenge"))],
        proof: .token(.query("hub.verify_token")),
        answer: .text(.value(.query("hub.challenge"))))

    /// https://docs.x.com/x-api/webhooks/introduction: the challenge-response check.
    static let x = Handshake(
        name: "crc", method: "GET", conditions: [.init(.query("crc_token"))], proof: .none,
        answer: .json(
            .init(
                name: "response_token",
                value: .text(
                    HandshakeTemplate(parts: [
                        .literal("sha256="), .code(.base64, .query("crc_token")),
                    ])))))

    /// https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request
    static let okta = Handshake(
        name: "verification", method: "GET",
        conditions: [.init(.header("x-okta-verification-challenge"))],
        answer: .json(
            .init(
                name: "verification",
                value: .text(
                    HandshakeTemplate(parts: [
                        .value(.header("x-okta-verification-challenge"))
                    ])))))

    /// https://developers.asana.com/docs/webhooks-guide: the header is the secret from then on.
    static let asana: Handshake = {
        var handshake = Handshake.hookSecret
        handshake.stores = .header("x-hook-secret")
        return handshake
    }()

    /// https://developers.smartrecruiters.com/docs/webhooks
    static let hookSecret = Handshake(
        name: "hook_secret", conditions: [.init(.header("x-hook-secret"))], proof: .none,
        answer: Answer().adding("x-hook-secret", .value(.header("x-hook-secret"))))

    /// https://www.dropbox.com/developers/reference/webhooks#documentation
    static let dropbox = Handshake(
        name: "challenge", method: "GET", conditions: [.init(.query("challenge"))], proof: .none,
        answer: .text(.value(.query("challenge"))))

    /// https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks
    static let graph = Handshake(
        name: "validation", conditions: [.init(.query("validationToken"))], proof: .none,
        answer: .text(.value(.query("validationToken"))))

    /// https://developers.notion.com/reference/webhooks: the token verifies the events to come.
    static let notion: Handshake = {
        var handshake = Handshake(
            name: "verification", conditions: [.init(.at("verification_token"))], proof: .none)
        handshake.stores = .at("verification_token")
        return handshake
    }()

    /// https://developers.smartsheet.com/api/smartsheet/guides/webhooks/webhook-verification
    static let smartsheet = Handshake(
        name: "challenge", conditions: [.init(.header("smartsheet-hook-challenge"))],
        proof: .none,
        answer: Answer.json(
            .init(
                name: "smartsheetHookResponse",
                value: .text(
                    HandshakeTemplate(parts: [.value(.header("smartsheet-hook-challenge"))])))
        ).adding("smartsheet-hook-response", .value(.header("smartsheet-hook-challenge"))))

    /// https://discord.com/developers/docs/interactions/overview: PING.
    static let discord = Handshake(
        name: "ping", conditions: [.init(.at("type"), "1"), .init(.at("application_id"))],
        answer: .json(.init(name: "type", value: .number(JSONNumber(1)))))

    /// CodeSignal sends an empty body when a webhook is made or changed, and wants 200.
    static let emptyProbe: Handshake = {
        var handshake = Handshake(name: "probe", proof: .none)
        handshake.isBodyEmpty = true
        return handshake
    }()

    /// https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md section 4
    static let cloudEvents = Handshake(
        name: "consent", method: "OPTIONS", conditions: [.init(.header("webhook-request-origin"))],
        answer: Answer()
            .adding("webhook-allowed-origin", .value(.header("webhook-request-origin")))
            .adding("webhook-allowed-rate", .literal("*"))
            .adding("allow", .literal("POST")))
}
