package import Model
package import Settings

/// Explains a message that was never sent, by the rules of a file: no node is needed.
package struct LocalExplanation {
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

    /// `source` may be nil when the rules have only one.
    package func explain(
        body: [UInt8], headers: [(name: String, value: String)], source: String?
    ) throws(ConsoleError) -> ExitCode {
        let names = configuration.sources.keys.sorted()
        guard let source = source ?? (names.count == 1 ? names[0] : nil) else {
            throw .usage("say which source it comes from: --source \(names.joined(separator: "|"))")
        }
        var message = TrialMessage(source: source, body: body, receivedAt: clock.now)
        for (name, value) in headers { message.headers.append(name, value) }
        let report: TrialReport
        do throws(TrialRefusal) {
            report = try TrialReport(message, by: configuration, now: clock.now)
        } catch {
            throw .failed("\(error)")
        }
        let bytes = report.json
        let text =
            try json
            ? String(decoding: bytes, as: UTF8.self) + "\n"
            : Rendering(now: clock.now, width: Terminal.width).explanation(bytes)
        StandardOutput.write(text)
        return .fine
    }
}
