import Model

extension Rendering {
    package func events(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        var table = Table([
            .init("EVENT"), .init("RECEIVED"), .init("SOURCE", isFlexible: true),
            .init("TYPE", isFlexible: true), .init("INTERVIEW", isFlexible: true),
            .init("RUN", isFlexible: true), .init("DELIVERIES", .right),
        ])
        for event in answer.list("events") {
            let deliveries = event.text("deliveries")
            table.add([
                event.text("id"), event.ago("received_at", now: now), event.text("source"),
                event.text("type"), event.text("interview"), event.text("run"),
                deliveries == "0" ? "unrouted" : deliveries,
            ])
        }
        guard !table.isEmpty else { return "no events\n" }
        return table.rendered(width: width) + more(answer)
    }

    package func event(_ json: [UInt8]) throws(ConsoleError) -> String {
        let event = try Answer(json)
        var page = Page()
        page.line(event.text("id"))
        page.values([
            ("source", event.text("source")),
            ("type", event.text("type")), ("milestone", event.text("milestone")),
            ("interview", event.text("interview")), ("definition", event.text("definition")),
            ("run", event.text("run")), ("received", event.moment("received_at", now: now)),
            ("configuration", event.text("configuration")), ("trace", event.text("traceparent")),
        ])
        let fields = event.json.member("fields").map { Array($0.members) } ?? []
        if !fields.isEmpty {
            page.title("fields")
            page.values(fields.map { ($0.key, $0.value.scalarText ?? "") })
        }
        why(event, into: &page)
        page.title("deliveries")
        writeDeliveries(event, into: &page)
        page.title("headers")
        page.values(event.list("headers").map { ($0.text("name"), $0.text("value")) })
        page.title("body, \(RelativeTime.size(Int(event.number("body_bytes") ?? 0)))")
        page.block(body(event))
        return page.text
    }

    /// Which routes matched, and on which clause the near ones failed.
    private func why(_ event: Answer, into page: inout Page) {
        guard event.has("explanation") else { return }
        page.title("why")
        let matched = event.list("explanation", "matched").compactMap { $0.json.scalarText }
        var values = [("matched", matched.isEmpty ? "no route" : matched.joined(separator: ", "))]
        values.append(("stopped by", event.text("explanation", "stopped_by")))
        for place in event.list("explanation", "left_out") {
            values.append(("left out", place.json.scalarText ?? ""))
        }
        for miss in event.list("explanation", "missed") { values.append(("missed", clause(miss))) }
        for warning in event.list("explanation", "warnings") {
            values.append(("warning", clause(warning)))
        }
        page.values(values)
    }

    /// `board: source is not xobin`, `reports: fields.score is not gte 80 (it is missing)`.
    private func clause(_ miss: Answer) -> String {
        let route = miss.text("route") + ": "
        let path = miss.text("path")
        let op = miss.text("op")
        guard !path.isEmpty else {
            return route + (op == "or" ? "none of its alternatives holds" : "its '\(op)' fails")
        }
        let found =
            switch miss.text("found") {
            case "": ""
            case "missing": " (it is missing)"
            case let kind where wantsAnotherKind(miss, kind): " (it is a \(kind))"
            default: ""
            }
        let operation = ["is", "eq", "in"].contains(op) ? "" : "\(op) "
        return route + "\(path) is not \(operation)\(wanted(miss))\(found)"
    }

    /// What is wanted is a condition in words.
    private func asksElements(_ miss: Answer) -> Bool {
        ["any", "all", "none"].contains(miss.text("op").split(separator: " ").last ?? "")
    }

    /// The kinds of JSON differ: no value of that kind would have done.
    private func wantsAnotherKind(_ miss: Answer, _ found: String) -> Bool {
        guard let wanted = miss.json.member("wanted") else { return false }
        if asksElements(miss) { return found != "array" }
        let kinds = (wanted.kind == .array ? Array(wanted.elements) : [wanted]).map { one in
            switch one.kind {
            case .string: "string"
            case .number: "number"
            case .bool: "boolean"
            default: found
            }
        }
        return !kinds.contains(found)
    }

    /// What the clause asks for, lists as `a or b`.
    private func wanted(_ miss: Answer) -> String {
        guard let wanted = miss.json.member("wanted") else { return "" }
        func text(_ value: JSONView) -> String {
            value.scalarText ?? String(decoding: value.sourceBytes, as: UTF8.self)
        }
        if asksElements(miss) { return "{ \(text(wanted)) }" }
        return wanted.kind == .array
            ? wanted.elements.map(text).joined(separator: " or ") : text(wanted)
    }

    func body(_ event: Answer) -> String {
        if let text = event.json.member("body")?.string {
            return PrettyJSON.text(Array(text.utf8)) ?? text
        }
        let base64 = event.text("body_base64")
        return base64.isEmpty ? "empty" : "no text; in base64:\n" + base64
    }
}
