import Model

extension Operator {
    package func routes() -> ExitCode {
        show(NodeCall("GET", ["routes"])) { try rendering.routes($0) }
    }
}

extension Rendering {
    package func routes(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        let (routes, settings) = (answer.list("routes"), answer.list("settings"))
        guard !routes.isEmpty || !settings.isEmpty else { return "no routes\n" }
        var table = Table([
            .init("ROUTE", isFlexible: true), .init("TAKES", isFlexible: true, widthMin: 16),
            .init("TO", isFlexible: true), .init("NOTE"),
        ])
        for route in routes {
            let match = route.list("match").compactMap { $0.json.string }
            let to = route.list("to").compactMap { $0.json.string }
            let notes = [
                route.text("enabled") == "false" ? "disabled" : "",
                route.has("stop") ? "stop" : "", route.has("unrouted") ? "unrouted" : "",
            ]
            table.add([
                route.text("name"), match.isEmpty ? "all" : match.joined(separator: ", "),
                to.joined(separator: ", "), notes.filter { !$0.isEmpty }.joined(separator: ", "),
            ])
        }
        for route in settings {
            let interview = route.text("interview")
            let takes = [
                "source is \"\(route.text("source"))\"",
                "milestone is \"\(route.text("milestone"))\"",
                interview.isEmpty ? "" : "interview is \"\(interview)\"",
            ]
            table.add([
                route.text("name"), takes.filter { !$0.isEmpty }.joined(separator: ", "),
                route.text("host"), route.text("enabled") == "true" ? "" : "disabled",
            ])
        }
        return table.rendered(width: width)
    }
}
