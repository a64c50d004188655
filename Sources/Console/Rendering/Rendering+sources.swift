import Model

extension Rendering {
    package func sources(_ json: [UInt8]) throws(ConsoleError) -> String {
        let sources = try Answer(json).list("sources")
        guard !sources.isEmpty else { return "no sources\n" }
        var table = Table([
            .init("SOURCE", isFlexible: true), .init("SCHEME"), .init("ACCEPTED", .right),
            .init("DUPLICATE", .right), .init("REFUSED", .right), .init("LAST EVENT"),
            .init("NOTE", isFlexible: true),
        ])
        for source in sources {
            table.add([
                source.text("name"), source.text("scheme"), source.text("accepted"),
                source.text("duplicates"), source.text("refused"),
                source.has("last_event_at") ? source.ago("last_event_at", now: now) : "never",
                note(source),
            ])
        }
        return table.rendered(width: width) + secrets(sources)
    }

    private func note(_ source: Answer) -> String {
        var notes: [String] = []
        if source.text("enabled") == "false" { notes.append("disabled") }
        if source.has("silent_since") { notes.append("silent") }
        switch source.text("pairing") {
        case "waiting": notes.append("no secret yet: signalbox sources pair")
        case "open": notes.append("waits for its secret")
        default: break
        }
        return notes.joined(separator: ", ")
    }

    private func secrets(_ sources: [Answer]) -> String {
        var table = Table([
            .init("SOURCE", isFlexible: true), .init("SECRET", isFlexible: true),
            .init("USES", .right), .init("LAST USED"), .init("NOT AFTER"),
        ])
        for source in sources {
            for secret in source.list("secrets") {
                table.add([
                    source.text("name"), secret.text("name"), secret.text("uses"),
                    secret.has("last_used_at") ? secret.ago("last_used_at", now: now) : "never",
                    secret.text("not_after"),
                ])
            }
        }
        return table.isEmpty ? "" : "\n" + table.rendered(width: width)
    }

    package func rejected(_ json: [UInt8]) throws(ConsoleError) -> String {
        let rejected = try Answer(json).list("rejected")
        guard !rejected.isEmpty else { return "nothing was refused since the start\n" }
        var table = Table([
            .init("WHEN"), .init("SOURCE", isFlexible: true), .init("CODE"), .init("TIMES", .right),
            .init("FROM"), .init("HEADERS", isFlexible: true, widthMin: 16),
            .init("BODY", isFlexible: true, widthMin: 16),
        ])
        for rejection in rejected {
            let headers = rejection.list("headers").compactMap { $0.json.string }
            table.add([
                rejection.ago("time", now: now), rejection.text("source"), rejection.text("code"),
                rejection.text("count"), rejection.text("address"),
                headers.joined(separator: " "),
                rejection.has("shape")
                    ? rejection.text("shape") : rejection.text("body_bytes") + " bytes",
            ])
        }
        return table.rendered(width: width)
    }
}
