package import Logging
package import Model

/// A swift-log handler that writes one bounded line an event, as JSON or for people.
///
/// Whoever logs decides what is in it: no secret, no payload, the route template and never the URL
/// (docs/threat-model.md). `Secret` prints as `•••` by itself.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let format: LogFormat
    private let output: LogOutput
    private let clock: any Clock

    package init(
        label: String, level: Logger.Level = .info, format: LogFormat, output: LogOutput,
        clock: any Clock = SystemClock(), metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.output = output
        self.clock = clock
        self.metadataProvider = metadataProvider
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = .string("\(error)") }
        let entry = LogEntry(
            time: clock.now, level: event.level, logger: label,
            message: event.message.description, metadata: all)
        output.write(line: format.line(entry))
    }
}

/// Where the process logs to, decided once at start.
package struct LogSettings: Sendable {
    package enum Style: String, Sendable, CaseIterable {
        /// For people on a terminal, JSON otherwise.
        case automatic = "auto"
        case json, text
    }

    package var level = Logger.Level.info
    package var style = Style.automatic
    /// False when the environment has `NO_COLOR` (https://no-color.org).
    package var colored = true

    package init() {}

    /// What `LoggingSystem.bootstrap` takes. Ask `output` to flush before the process ends.
    package func factory(_ output: LogOutput) -> @Sendable (String) -> any LogHandler {
        let level = level
        let format = format(for: output)
        return { JSONLogHandler(label: $0, level: level, format: format, output: output) }
    }

    package func format(for output: LogOutput) -> LogFormat {
        switch style {
        case .json: .json
        case .text: .text(colored: colored && output.isTerminal)
        case .automatic: output.isTerminal ? .text(colored: colored) : .json
        }
    }

    /// Standard error, with dropped lines reported in the same style.
    package func standardError() -> LogOutput {
        let style = style
        return LogOutput(descriptor: 2) { dropped in
            let isText = style == .text || (style == .automatic && LogOutput.isTerminal(2))
            let entry = LogEntry(
                time: SystemClock().now, level: .warning, logger: "signalbox",
                message: "log lines were dropped: the reader of this log was too slow",
                metadata: ["lines": .stringConvertible(dropped)])
            return (isText ? LogFormat.text(colored: false) : .json).line(entry)
        }
    }
}
