package import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a person does to a node from the shell: each method is one command. It prints its result
/// and gives the exit code; trouble goes to standard error as one line.
package struct Operator {
    private let node: any NodeAPI
    /// Print the API's answers as they are.
    private let json: Bool
    let clock: any Clock
    /// Where long work shows how far it is.
    let progress: ProgressLine

    package init(
        node: any NodeAPI, json: Bool, clock: any Clock = SystemClock(),
        progress: ProgressLine = .ofTerminal
    ) {
        self.node = node
        self.json = json
        self.clock = clock
        self.progress = progress
    }

    var isJSON: Bool { json }

    func call(_ call: NodeCall) throws(NodeFailure) -> [UInt8] { try node.call(call) }

    var rendering: Rendering {
        Rendering(now: clock.now, width: Terminal.width)
    }

    // MARK: Looking

    package func events(_ query: [(String, String?)], idsOnly: Bool) -> ExitCode {
        list(NodeCall("GET", ["events"], query: query), key: "events", idsOnly: idsOnly) {
            try rendering.events($0)
        }
    }

    package func event(_ id: String) -> ExitCode {
        show(NodeCall("GET", ["events", id])) { try rendering.event($0) }
    }

    package func deliveries(_ query: [(String, String?)], idsOnly: Bool) -> ExitCode {
        list(NodeCall("GET", ["deliveries"], query: query), key: "deliveries", idsOnly: idsOnly) {
            try rendering.deliveries($0)
        }
    }

    package func delivery(_ id: String) -> ExitCode {
        show(NodeCall("GET", ["deliveries", id])) { try rendering.delivery($0) }
    }

    package func targets() -> ExitCode {
        show(NodeCall("GET", ["targets"])) { try rendering.targets($0) }
    }

    package func sources() -> ExitCode {
        show(NodeCall("GET", ["sources"])) { try rendering.sources($0) }
    }

    package func rejected(_ query: [(String, String?)]) -> ExitCode {
        show(NodeCall("GET", ["rejected"], query: query)) { try rendering.rejected($0) }
    }

    package func deadLetter(_ id: String) -> ExitCode {
        show(NodeCall("GET", ["dead-letters", id])) { try rendering.deadLetter($0) }
    }

    /// 1 when something needs a person, or no node runs.
    package func status() -> ExitCode {
        var verdict = ExitCode.fine
        let result = show(NodeCall("GET", ["status"])) { answer throws(ConsoleError) in
            verdict = try rendering.statusExitCode(answer)
            return try rendering.status(answer)
        }
        return result == .fine ? verdict : result
    }

    /// Waits until every delivery has ended; 1 when that takes longer than `timeout`.
    package func waitUntilIdle(timeout: Milliseconds) -> ExitCode {
        let end = clock.now + timeout
        while true {
            do {
                let answer = try Answer(node.call(NodeCall("GET", ["status"])))
                if answer.number("backlog", "deliveries") == 0 { return .fine }
            } catch {
                return complain(error)
            }
            guard clock.now < end else {
                StandardOutput.complain("deliveries still wait after \(timeout)\n")
                return .found
            }
            usleep(50_000)
        }
    }

    // MARK: Acting

    package func pause(target: String, reason: String?) -> ExitCode {
        act(["targets", target, "pause"], reason.map { [("reason", .string($0))] } ?? []) {
            try rendering.target($0)
        }
    }

    package func resume(
        target: String, rate: String? = nil, dropOlderThan: String? = nil
    ) -> ExitCode {
        let members = [("rate", rate), ("drop_older_than", dropOlderThan)]
            .compactMap { name, value in value.map { (name, JSONScalar.string($0)) } }
        return act(["targets", target, "resume"], members) { try rendering.target($0) }
    }

    /// Lets the next handshake of a source set its secret.
    package func pair(source: String) -> ExitCode {
        act(["sources", source, "pair"]) { bytes in
            "until \(try Answer(bytes).text("until")) the next handshake of '\(source)' sets its "
                + "secret: make the webhook at the sender now\n"
        }
    }

    package func reload() -> ExitCode {
        act(["reload"]) { try rendering.reload($0) }
    }

    package func cancel(delivery: String, reason: String?) -> ExitCode {
        act(["deliveries", delivery, "cancel"], reason.map { [("reason", .string($0))] } ?? []) {
            try rendering.delivery($0)
        }
    }

    package func resend(delivery: String) -> ExitCode {
        act(["deliveries", delivery, "resend"]) { try rendering.delivery($0) }
    }

    // MARK: How

    private func act(
        _ segments: [String], _ members: [(String, JSONScalar)] = [],
        _ render: ([UInt8]) throws -> String
    ) -> ExitCode {
        var json = JSONWriter()
        json.object { json in
            for (name, value) in members {
                json.key(name)
                json.scalar(value)
            }
        }
        return show(NodeCall("POST", segments, body: json.bytes), render)
    }

    private func list(
        _ call: NodeCall, key: String, idsOnly: Bool,
        _ render: ([UInt8]) throws -> String
    ) -> ExitCode {
        do {
            return try list(node.call(call), key: key, idsOnly: idsOnly, render)
        } catch {
            return complain(error)
        }
    }

    func list(
        _ answer: [UInt8], key: String, idsOnly: Bool, _ render: ([UInt8]) throws -> String
    ) throws -> ExitCode {
        guard idsOnly else { return try show(answer, render) }
        for item in try Answer(answer).list(key) {
            StandardOutput.write(item.text("id") + item.text("delivery") + "\n")
        }
        return .fine
    }

    private func show(
        _ answer: [UInt8], _ render: ([UInt8]) throws -> String
    ) throws -> ExitCode {
        StandardOutput.write(
            json ? String(decoding: answer, as: UTF8.self) + "\n" : try render(answer))
        return .fine
    }

    func show(
        _ call: NodeCall, _ render: ([UInt8]) throws -> String
    ) -> ExitCode {
        do {
            return try show(node.call(call), render)
        } catch {
            return complain(error)
        }
    }

    func complain(_ error: any Error) -> ExitCode {
        StandardOutput.complain("signalbox: \(error)\n")
        if let failure = error as? NodeFailure { return failure.exitCode }
        if let failure = error as? ConsoleError { return failure.exitCode }
        return .found
    }
}
