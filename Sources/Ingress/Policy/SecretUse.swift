import Model
import Verification

/// How often a secret proved a request, and when last: whether an old one can be taken away.
final class SecretUse: Sendable {
    let label: SecretLabel
    let uses: Counter
    /// Seconds since 1970; 0: never since the start.
    let lastUsed: Gauge

    private init(_ label: SecretLabel, source: String, _ meter: any Meter) {
        self.label = label
        let labels = [("source", source), ("secret", label.name)]
        uses = meter.counter(
            "signalbox_secret_uses_total", help: "Requests that a secret proved.", labels)
        lastUsed = meter.gauge(
            "signalbox_secret_last_used_timestamp_seconds",
            help: "When a secret last proved a request; 0: not since the start.", labels)
    }

    /// In the order of the verifier's secrets; one that came by a handshake is the first.
    static func all(of source: Source, _ meter: any Meter) -> [SecretUse] {
        let given = source.policy.secretLabels
        var labels = source.isPaired ? [SecretLabel(name: "paired")] : []
        labels += source.verifier.secrets.indices.map { index in
            given.indices.contains(index) ? given[index] : SecretLabel(name: "\(index + 1)")
        }
        return labels.map { SecretUse($0, source: source.name, meter) }
    }
}

extension SourceEndpoint {
    /// Notes that this secret proved a request; false when it may not any more.
    func use(secret index: Int?, now: Timestamp) -> Bool {
        guard let index, secretUses.indices.contains(index) else { return true }
        let use = secretUses[index]
        if let end = use.label.notAfter, now >= end { return false }
        use.uses.add()
        use.lastUsed.set(now.seconds)
        return true
    }
}
