import Model

extension Rendering {
    /// What `explain` says: every rule with its clauses, the requests that are made of it, and what
    /// became of those of a stored event.
    package func explanation(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        var page = Page()
        page.line(answer.has("event") ? answer.text("event") : "a message that is not stored")
        page.values([
            ("source", answer.text("source")), ("type", answer.text("type")),
            ("milestone", answer.text("milestone")), ("interview", answer.text("interview")),
            ("definition", answer.text("definition")), ("run", answer.text("run")),
            ("rules", answer.text("configuration")),
        ])
        let fields = answer.json.member("fields").map { Array($0.members) } ?? []
        if !fields.isEmpty {
            page.title("fields")
            page.values(fields.map { ($0.key, $0.value.scalarText ?? "") })
        }
        page.title("rules, in their order")
        let routes = answer.list("routes")
        if routes.isEmpty { page.line("  none") }
        for route in routes { write(route, into: &page) }
        let planned = answer.list("planned")
        page.title("what is sent")
        let leftOut = answer.list("left_out").compactMap(\.json.scalarText)
        if planned.isEmpty, leftOut.isEmpty { page.line("  nothing: no rule takes it") }
        for one in planned { write(planned: one, into: &page) }
        for place in leftOut { page.line("  not to \(place): the alert is about it") }
        if answer.has("deliveries") {
            page.title("what became of it")
            writeDeliveries(answer, into: &page)
        }
        return page.text
    }

    private func write(_ route: Answer, into page: inout Page) {
        let outcome =
            switch route.text("outcome") {
            case "taken": "takes it"
            case "refused": "does not take it"
            case "disabled": "is not enabled"
            case "ended": "ended before the event came"
            case "stopped": "never sees it: '\(route.text("stopped_by"))' said stop"
            case "not_needed": "is not needed: other rules take it"
            case let other: other
            }
        page.line("  \(route.text("route")): \(outcome)")
        let clauses = route.list("clauses").map { clause -> (String, String) in
            let depth = String(repeating: "  ", count: Int(clause.number("depth") ?? 0))
            let holds = clause.json.member("holds")?.bool ?? false
            let finding = clause.text("finding")
            return (
                holds ? "yes" : "no",
                depth + clause.text("condition") + (finding.isEmpty ? "" : ": \(finding)")
            )
        }
        page.values(clauses, indent: 4)
    }

    private func write(planned: Answer, into page: inout Page) {
        let routes = planned.list("routes").compactMap { $0.json.scalarText }
        let destination = planned.text("destination")
        page.line(
            "  to \(planned.text("target"))\(destination.isEmpty ? "" : " (\(destination))"), "
                + "asked for by: \(routes.joined(separator: ", "))")
        guard planned.has("request") else {
            page.line("    cannot be made: \(planned.text("failure", "message"))")
            page.line("    \(planned.text("failure", "advice"))")
            return
        }
        page.block(requests(planned), indent: 4)
    }

    /// The request, below the lookup that comes before it.
    func requests(_ answer: Answer) -> String {
        ["lookup", "request"].compactMap { answer.json.member($0) }.map { request(Answer($0)) }
            .joined(separator: "\n")
    }

    /// The request line, its headers, an empty line and the body: as it goes over the wire, but for
    /// secrets.
    private func request(_ request: Answer) -> String {
        var text = "\(request.text("method")) \(request.text("url"))\n"
        for header in request.list("headers") {
            text += "\(header.text("name")): \(header.text("value"))\n"
        }
        return text + "\n" + body(request) + "\n"
    }
}
