import FoundationEssentials
import Model

/// How a received request is printed.
struct ReceivedText: Sendable {
    let options: ReceiverOptions

    /// Headers that say something about a message; the rest is plumbing.
    private static let interesting = [
        "content-type", "webhook-id", "webhook-timestamp", "traceparent", "idempotency-key",
    ]

    /// One JSON line, or lines for people, without the last newline.
    func text(_ request: ReceivedRequest, _ outcome: ReceivedOutcome, at time: Timestamp) -> String
    {
        options.json ? json(request, outcome, at: time) : lines(request, outcome, at: time)
    }

    private func lines(
        _ request: ReceivedRequest, _ outcome: ReceivedOutcome, at time: Timestamp
    ) -> String {
        var parts = [
            String(time.description.dropFirst(11).prefix(12)), "#\(outcome.number)",
            request.method, request.path, "→ \(outcome.status)",
            RelativeTime.size(request.body.count),
        ]
        if let id = request.messageID { parts.append(id) }
        if outcome.novelty == .retry || outcome.novelty == .duplicate {
            parts.append(outcome.novelty.rawValue.uppercased())
        }
        switch outcome.signature {
        case .unchecked: break
        case .ok: parts.append("signature ok")
        case .missing, .wrong, .stale:
            parts.append("SIGNATURE \(outcome.signature.rawValue.uppercased())")
        }
        var text = TerminalText.line(parts.joined(separator: "  "))
        switch options.bodies {
        case .none: break
        case .short:
            if !request.body.isEmpty {
                let body = String(decoding: request.body.prefix(4096), as: UTF8.self)
                let width = max(20, (options.width ?? 200) - 4)
                text += "\n    " + TerminalText.cut(TerminalText.line(body), to: width)
            }
        case .pretty:
            var page = Page()
            page.values(headers(request).map { ($0.name + ":", $0.value) }, indent: 4)
            page.block(PrettyJSON.text(request.body) ?? "no text", indent: 4)
            text += "\n" + page.text
            text.removeLast()
        }
        return text
    }

    private func json(
        _ request: ReceivedRequest, _ outcome: ReceivedOutcome, at time: Timestamp
    ) -> String {
        var json = JSONWriter(reservingCapacity: 512 + request.body.count)
        json.object { json in
            json.member("number", outcome.number)
            json.member("time", time.description)
            json.member("method", request.method)
            json.member("path", request.path)
            json.member("status", outcome.status)
            if let id = request.messageID { json.member("webhook_id", id) }
            json.member("novelty", outcome.novelty.rawValue)
            json.member("signature", outcome.signature.rawValue)
            json.key("headers")
            json.array { json in
                for field in request.headers.fields {
                    json.object { json in
                        json.member("name", field.name)
                        json.member("value", field.value)
                    }
                }
            }
            json.member("body_bytes", request.body.count)
            guard options.bodies != .none else { return }
            if let text = String(validating: request.body, as: UTF8.self) {
                json.member("body", text)
            } else {
                json.member("body_base64", Data(request.body).base64EncodedString())
            }
        }
        return json.text
    }

    private func headers(_ request: ReceivedRequest) -> [HeaderList.Field] {
        request.headers.fields.filter { field in
            let name = field.name.lowercased()
            return Self.interesting.contains(name) || name.hasPrefix("signalbox-")
                || name.hasPrefix("ce-")
        }
    }
}
