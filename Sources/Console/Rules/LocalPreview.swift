package import Model
package import Settings

/// Shows the request that a message would become at one target, by the rules of a file: no node is
/// needed, and nothing is sent.
package struct LocalPreview {
    private let configuration: Configuration
    private let json: Bool
    private let clock: any Clock

    /// Throws when the file has errors; they are printed to standard error as `check` does.
    package init(
        _ loaded: LoadResult, json: Bool, clock: any Clock = SystemClock()
    ) throws(ConsoleError) {
        configuration = try loaded.usable()
        self.json = json
        self.clock = clock
    }

    /// Without a body a test message is shown. `source` may be nil when the rules have only one.
    /// 1 when no request can be made of it.
    package func show(
        target: String, destination: String?, body: [UInt8]?,
        headers: [(name: String, value: String)], source: String?
    ) throws(ConsoleError) -> ExitCode {
        var message: TrialMessage?
        if let body {
            let names = configuration.sources.keys.sorted()
            guard let source = source ?? (names.count == 1 ? names[0] : nil) else {
                throw .usage(
                    "say which source it comes from: --source \(names.joined(separator: "|"))")
            }
            var made = TrialMessage(source: source, body: body, receivedAt: clock.now)
            for (name, value) in headers { made.headers.append(name, value) }
            message = made
        }
        let trial: TargetTrial
        do throws(TrialRefusal) {
            trial = try TargetTrial(
                target: target, destination: destination ?? "", message: message,
                by: configuration, now: clock.now)
        } catch {
            throw .failed("\(error)")
        }
        let bytes = trial.json
        StandardOutput.write(
            try json
                ? String(decoding: bytes, as: UTF8.self) + "\n"
                : Rendering(now: clock.now, width: Terminal.width).preview(bytes))
        return trial.isSendable ? .fine : .found
    }
}

extension Rendering {
    /// One request as it would go over the wire, but for secrets; or why there is none.
    package func preview(_ json: [UInt8]) throws(ConsoleError) -> String {
        let answer = try Answer(json)
        guard answer.has("request") else {
            return "cannot be made: \(answer.text("failure", "message")) "
                + "(\(answer.text("failure", "code")))\n\(answer.text("failure", "advice"))\n"
        }
        return requests(answer)
    }
}
