import Model

extension MessageLayout {
    /// https://discord.com/developers/docs/resources/message#embed-object
    func discord(_ parts: Parts, _ event: Event, _ json: inout JSONWriter) {
        json.object { json in
            if let username = parts.username { json.member("username", username) }
            if let text = parts.text {
                json.member("content", text)
            } else {
                json.key("embeds")
                json.array { json in json.object { Self.embed(DefaultMessage(event), &$0) } }
            }
            json.key("allowed_mentions")
            json.object { json in
                json.key("parse")
                json.array { _ in }
            }
        }
    }

    private static func embed(_ message: DefaultMessage, _ json: inout JSONWriter) {
        func escaped(_ text: String) -> String { TemplateEscaping.escape(text, .markdown) }
        json.member(
            "description",
            "\(message.isWarning ? "⚠️ " : "")**\(escaped(message.who))**\(escaped(message.what))")
        json.key("fields")
        json.array { json in
            for fact in message.facts {
                json.object { json in
                    json.member("name", escaped(fact.label))
                    json.member("value", escaped(fact.text))
                    json.member("inline", true)
                }
            }
            // A field's value has 1,024 characters: a longer link is left to the report itself.
            for link in message.links {
                let url = escaped(link.text)
                guard url.utf8.count <= 1000 else { continue }
                json.object { json in
                    json.member("name", link.label)
                    json.member("value", url)
                }
            }
        }
        json.key("footer")
        json.object { $0.member("text", message.origin) }
    }

    /// https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
    func googleChat(_ parts: Parts, _ event: Event, _ json: inout JSONWriter) {
        json.object { json in
            if let text = parts.text { return json.member("text", text) }
            let message = DefaultMessage(event)
            json.member("fallbackText", message.plain)
            json.key("cardsV2")
            json.array { json in
                json.object { json in
                    json.member("cardId", "signalbox")
                    json.key("card")
                    json.object { Self.googleCard(message, &$0) }
                }
            }
        }
    }

    /// The header is plain text; texts of widgets know some HTML.
    private static func googleCard(_ message: DefaultMessage, _ json: inout JSONWriter) {
        func escaped(_ text: String) -> String { TemplateEscaping.escape(text, .xml) }
        json.key("header")
        json.object { json in
            json.member("title", message.who + message.what)
            json.member("subtitle", message.origin)
        }
        guard !message.facts.isEmpty || !message.links.isEmpty else { return }
        json.key("sections")
        json.array { json in
            json.object { json in
                json.key("widgets")
                json.array { json in
                    for fact in message.facts {
                        json.object { json in
                            json.key("decoratedText")
                            json.object { json in
                                json.member("topLabel", escaped(fact.label))
                                json.member("text", escaped(fact.text))
                                json.member("wrapText", true)
                            }
                        }
                    }
                    if !message.links.isEmpty { googleButtons(message.links, &json) }
                }
            }
        }
    }

    private static func googleButtons(_ links: [DefaultMessage.Pair], _ json: inout JSONWriter) {
        json.object { json in
            json.key("buttonList")
            json.object { json in
                json.key("buttons")
                json.array { json in
                    for link in links {
                        json.object { json in
                            json.member("text", link.label)
                            json.key("onClick")
                            json.object { json in
                                json.key("openLink")
                                json.object { $0.member("url", link.text) }
                            }
                        }
                    }
                }
            }
        }
    }
}
