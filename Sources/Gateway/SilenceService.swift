import Admin
import Logging
import Model
import ServiceLifecycle

/// Tells when a source with `expect_every` falls silent, and when it is heard again.
struct SilenceService: Service {
    let node: RunningNode
    let desk: AlertDesk
    let meter: any Meter
    let logger: Logger

    /// How late it may be, unless a source is expected more often. Nothing is read but counters,
    /// and the store's last event of a source that sent none since the start.
    private static let intervalMax = Milliseconds.seconds(30)
    private static let intervalMin = Milliseconds.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var silent: Set<String> = []
            while !Task.isCancelled {
                let interval = look(&silent)
                // Cancelled at a shutdown: then the loop ends.
                try? await Task.sleep(for: interval.duration)
            }
        }
    }

    /// When to look again.
    private func look(_ silent: inout Set<String>) -> Milliseconds {
        let sources = node.expectedSources()
        desk.set(
            .sourceSilent,
            Dictionary(
                sources.compactMap { source in
                    source.finding.map { (AlertSubject(source.name), $0) }
                }, uniquingKeysWith: { first, _ in first }),
            saying: { subject in
                let source = sources.first { $0.name == subject.name }
                guard let source else { return "the rules do not expect it any more" }
                return source.isEnabled ? "" : "the rules switch it off"
            })
        for source in sources {
            let isSilent = source.silentSince != nil
            meter.gauge(
                "signalbox_source_silent",
                help: "1 when no event came for longer than expect_every.",
                [("source", source.name)]
            ).set(isSilent ? 1 : 0)
            guard isSilent != silent.contains(source.name) else { continue }
            if isSilent {
                silent.insert(source.name)
                logger.error(
                    "a source fell silent: look at its webhook at the sender",
                    metadata: [
                        "source": "\(source.name)",
                        "last_event_at": "\(source.lastEventAt?.description ?? "never")",
                    ])
            } else {
                silent.remove(source.name)
                logger.notice(
                    "a source is heard again", metadata: ["source": "\(source.name)"])
            }
        }
        let shortest = sources.compactMap(\.expectEvery).min() ?? Self.intervalMax
        return max(Self.intervalMin, min(Self.intervalMax, shortest))
    }
}

extension SourceReport {
    /// Nil: it is not silent.
    fileprivate var finding: AlertFinding? {
        guard let silentSince, let expectEvery else { return nil }
        let last = lastEventAt.map { "the last event came at \($0)" } ?? "no event came yet"
        return AlertFinding(
            Reason(
                code: "source_silent", message: "\(last), and one is expected every \(expectEvery)",
                advice: "look at its webhook at the sender"), since: silentSince)
    }
}
