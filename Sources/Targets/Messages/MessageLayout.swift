import Model

/// How a chat's whole body is laid out: around the user's own text, or without one.
package enum MessageLayout: Sendable {
    case slack, slackAPI, teams, discord, googleChat

    /// What the user's settings made of the event.
    struct Parts {
        /// Cut and escaped; nil when the target has no text of its own.
        var text: String?
        /// A JSON array.
        var blocks: [UInt8]?
        /// Slack's notification text, for messages of blocks.
        var fallback = ""
        var channel = ""
        var username: String?
        /// The run's first message, which this one follows.
        var thread: Thread?

        struct Thread {
            let first: String
            /// In its place, not below it.
            let isUpdate: Bool
        }
    }

    func write(_ parts: Parts, _ event: Event, to json: inout JSONWriter) {
        switch self {
        case .slack, .slackAPI: slack(parts, event, &json)
        case .teams: teams(parts, event, &json)
        case .discord: discord(parts, event, &json)
        case .googleChat: googleChat(parts, event, &json)
        }
    }

    /// https://docs.slack.dev/reference/block-kit/blocks
    private func slack(_ parts: Parts, _ event: Event, _ json: inout JSONWriter) {
        json.object { json in
            if case .slackAPI = self { json.member("channel", parts.channel) }
            if let thread = parts.thread {
                json.member(thread.isUpdate ? "ts" : "thread_ts", thread.first)
            }
            json.member("text", parts.text ?? parts.fallback)
            if let blocks = parts.blocks {
                json.key("blocks")
                json.raw(blocks)
            } else if parts.text == nil {
                json.key("blocks")
                json.array { Self.slackBlocks(DefaultMessage(event), &$0) }
            }
            if case .slackAPI = self, parts.thread?.isUpdate != true {
                // Links lead to candidates' data: nothing of it is fetched for a preview.
                json.member("unfurl_links", false)
                json.member("unfurl_media", false)
            }
        }
    }

    private static func slackBlocks(_ message: DefaultMessage, _ json: inout JSONWriter) {
        func mrkdwn(_ text: String, _ json: inout JSONWriter) {
            json.object { json in
                json.member("type", "mrkdwn")
                json.member("text", text)
            }
        }
        func escaped(_ text: String) -> String { TemplateEscaping.escape(text, .mrkdwnLine) }
        func section(_ text: String, _ json: inout JSONWriter) {
            json.object { json in
                json.member("type", "section")
                json.key("text")
                mrkdwn(text, &json)
            }
        }
        section(
            "\(message.isWarning ? ":warning: " : "")*\(escaped(message.who))*"
                + escaped(message.what), &json)
        if !message.facts.isEmpty {
            json.object { json in
                json.member("type", "section")
                json.key("fields")
                json.array { json in
                    for fact in message.facts {
                        mrkdwn("*\(escaped(fact.label))*\n\(escaped(fact.text))", &json)
                    }
                }
            }
        }
        // One section for each: a link may take nearly all of a section's 3,000 characters.
        for link in message.links {
            let text = "<\(escaped(link.text))|\(link.label)>"
            if text.utf8.count <= 3000 { section(text, &json) }
        }
        json.object { json in
            json.member("type", "context")
            json.key("elements")
            json.array { mrkdwn(escaped(message.origin), &$0) }
        }
    }

    /// https://adaptivecards.io/explorer/AdaptiveCard.html. Values stand in text runs, which know
    /// no Markdown.
    private func teams(_ parts: Parts, _ event: Event, _ json: inout JSONWriter) {
        json.object { json in
            json.member("type", "message")
            json.key("attachments")
            json.array { json in
                json.object { json in
                    json.member("contentType", "application/vnd.microsoft.card.adaptive")
                    json.key("contentUrl")
                    json.null()
                    json.key("content")
                    json.object { Self.card(parts, event, &$0) }
                }
            }
        }
    }

    private static func card(_ parts: Parts, _ event: Event, _ json: inout JSONWriter) {
        json.member("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
        json.member("type", "AdaptiveCard")
        json.member("version", "1.4")
        if let text = parts.text {
            json.key("body")
            json.array { json in
                json.object { json in
                    json.member("type", "TextBlock")
                    json.member("text", text)
                    json.member("wrap", true)
                }
            }
            return
        }
        let message = DefaultMessage(event)
        json.member("fallbackText", message.plain)
        json.key("body")
        json.array { json in
            richText([(message.who, "Bolder"), (message.what, "Default")], size: "Medium", &json)
            for fact in message.facts {
                richText([("\(fact.label): ", "Bolder"), (fact.text, "Default")], &json)
            }
            richText([(message.origin, "Lighter")], size: "Small", &json)
        }
        guard !message.links.isEmpty else { return }
        json.key("actions")
        json.array { json in
            for link in message.links {
                json.object { json in
                    json.member("type", "Action.OpenUrl")
                    json.member("title", link.label)
                    json.member("url", link.text)
                }
            }
        }
    }

    private static func richText(
        _ runs: [(text: String, weight: String)], size: String = "Default", _ json: inout JSONWriter
    ) {
        json.object { json in
            json.member("type", "RichTextBlock")
            json.key("inlines")
            json.array { json in
                for run in runs {
                    json.object { json in
                        json.member("type", "TextRun")
                        json.member("text", run.text)
                        json.member("weight", run.weight)
                        json.member("size", size)
                    }
                }
            }
        }
    }
}
