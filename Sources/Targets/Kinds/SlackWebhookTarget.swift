package import Model

/// A Slack incoming webhook (`kind: slack`).
///
/// The URL is the secret; the channel is fixed by Slack when the webhook is made. Source:
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
package struct SlackWebhookTarget: OutboundKind {
    private let url: String
    private let fields: PackedHeaders
    /// The same for every milestone when the settings have a text.
    private let templates: [Milestone: MessageTemplate]
    let secrets: SecretTexts

    /// `text` is a Mustache template of mrkdwn whose values are escaped; nil: a text for each
    /// milestone made from the vendor-neutral fields.
    package init(url: Secret, text: String? = nil) throws(TargetError) {
        self.url = try URLTemplate.literal(url.reveal(), setting: "url")
        let path = self.url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3)
        if path.first == "triggers" {
            throw .invalid(
                setting: "url",
                problem:
                    "is a workflow trigger (/triggers/), not an incoming webhook (/services/); "
                    + "make an incoming webhook, or use kind: http with a body of its variables")
        }
        do throws(TemplateError) {
            if let text {
                let template = try MessageTemplate(text, escaping: .mrkdwn)
                templates = Dictionary(
                    uniqueKeysWithValues: Milestone.allCases.map { ($0, template) })
            } else {
                templates = try SlackDefaultText.templates()
            }
        } catch {
            throw .template(setting: "text", error)
        }
        fields = PackedHeaders(
            HeaderList([
                "content-type": "application/json; charset=utf-8",
                "user-agent": Product.userAgent,
            ]))
        // The URL's last part alone is enough to post.
        let token = path.last.map(String.init) ?? ""
        secrets = SecretTexts([
            .init("URL", self.url), .init("TOKEN", token.utf8.count >= 8 ? token : ""),
        ])
    }

    func request(
        _ context: AttemptContext, _ connection: ConnectionPolicy
    ) throws(RenderFailure) -> OutboundRequest {
        let template = templates[context.event.identity.milestone]
        let text = SlackText.truncated(try template?.render(context) ?? "")
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw RenderFailure(.messageEmpty)
        }
        var writer = JSONWriter(reservingCapacity: text.utf8.count + 16)
        writer.object { $0.member("text", text) }
        var headers = fields
        OwnHeaders.append(to: &headers, context)
        return OutboundRequest(
            url: url, packedHeaders: headers, body: writer.bytes, connection: connection)
    }

    func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        SlackAnswer.outcome(of: response, now: now)
    }
}
