import Model

extension Operator {
    /// Newest first. A filter that finds little is followed until there is something to show.
    package func deadLetters(_ query: [(String, String?)], idsOnly: Bool) -> ExitCode {
        var query = query
        do {
            while true {
                let bytes = try call(NodeCall("GET", ["dead-letters"], query: query))
                let answer = try Answer(bytes)
                let next = answer.text("next")
                if answer.list("dead_letters").isEmpty, !next.isEmpty, !isJSON {
                    progress.show("looking before \(next.prefix(10)) …")
                    query.removeAll { $0.0 == "before" }
                    query.append(("before", next))
                    continue
                }
                progress.clear()
                return try list(bytes, key: "dead_letters", idsOnly: idsOnly) {
                    try rendering.deadLetters($0)
                }
            }
        } catch {
            progress.clear()
            return complain(error)
        }
    }

    /// What a redrive takes: filters and how to send.
    package struct Redrive {
        package var deliveries: [String] = []
        package var target: String?
        package var reason: String?
        package var since: String?
        package var until: String?
        package var all = false
        package var rate: String?
        package var generation: Int?
        package var to: String?
        package var dryRun = false

        package init() {}

        fileprivate func body(after: String?) -> [UInt8] {
            var json = JSONWriter()
            json.object { json in
                let texts = [
                    ("target", target), ("reason", reason), ("since", since), ("until", until),
                    ("rate", rate), ("to", to), ("after", after),
                ]
                for (name, value) in texts { if let value { json.member(name, value) } }
                if all { json.member("all", true) }
                if dryRun { json.member("dry_run", true) }
                if let generation { json.member("generation", generation) }
                json.member("limit", Limits.redriveStepLines)
                guard !deliveries.isEmpty else { return }
                json.key("deliveries")
                json.array { json in for id in deliveries { json.string(id) } }
            }
            return json.bytes
        }
    }

    /// In steps, so that it shows how far it is, and a call never keeps the node for long. When it
    /// is interrupted, the same command goes on: what was made is not made again.
    package func redrive(_ redrive: Redrive) -> ExitCode {
        var sum = RedriveSum()
        var next: String?
        repeat {
            do {
                let call = NodeCall(
                    "POST", ["dead-letters", "redrive"], body: redrive.body(after: next))
                let answer = try Answer(self.call(call))
                sum.add(answer)
                next = answer.text("next").isEmpty ? nil : answer.text("next")
                if next != nil { progress.show(sum.progress) }
            } catch {
                progress.clear()
                if sum.made > 0 {
                    StandardOutput.complain(
                        "\(sum.made) dead letters will be sent again; the rest was not reached: "
                            + "repeat the command\n")
                }
                return complain(error)
            }
        } while next != nil
        progress.clear()
        do {
            let answer = sum.json
            StandardOutput.write(
                isJSON
                    ? String(decoding: answer, as: UTF8.self) + "\n"
                    : try rendering.redrive(answer))
            return .fine
        } catch {
            return complain(error)
        }
    }
}

/// The answers of a redrive's steps, as one.
private struct RedriveSum {
    private var isDryRun = false
    private var matched: Int64 = 0
    private(set) var made: Int64 = 0
    private var existed: Int64 = 0
    private var unreadable: Int64 = 0
    private var firstDue = ""
    private var lastDue = ""
    private var deliveries: [String] = []
    private var hundredths: Int64 = 0

    mutating func add(_ answer: Answer) {
        isDryRun = answer.text("dry_run") == "true"
        matched += answer.number("matched") ?? 0
        made += answer.number("made") ?? 0
        existed += answer.number("existed") ?? 0
        unreadable += answer.number("unreadable") ?? 0
        if firstDue.isEmpty { firstDue = answer.text("first_due_at") }
        let last = answer.text("last_due_at")
        if !last.isEmpty { lastDue = last }
        for id in answer.list("deliveries") where deliveries.count < Limits.pageMax {
            deliveries.append(id.json.string ?? "")
        }
        if let bytes = answer.number("bytes"), bytes > 0, let read = answer.number("bytes_read") {
            hundredths = min(100, read * 100 / bytes)
        }
    }

    var progress: String {
        let what = isDryRun ? "\(matched) match" : "\(made) will be sent again"
        return "\(hundredths) % of the files: \(what)"
            + (existed > 0 ? ", \(existed) were before" : "")
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("dry_run", isDryRun)
            json.member("matched", matched)
            json.member("made", made)
            json.member("existed", existed)
            json.member("unreadable", unreadable)
            json.member("more", false)
            if !firstDue.isEmpty { json.member("first_due_at", firstDue) }
            if !lastDue.isEmpty { json.member("last_due_at", lastDue) }
            json.key("deliveries")
            json.array { json in for id in deliveries { json.string(id) } }
        }
        return json.bytes
    }
}
