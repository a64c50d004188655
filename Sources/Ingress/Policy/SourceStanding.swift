package import Model
import Verification

/// How one source does, at one moment.
package struct SourceStanding: Sendable {
    package var name: String
    package var preset: String?
    package var scheme: String
    package var isEnabled: Bool
    /// Since the process started.
    package var accepted: UInt64
    package var duplicates: UInt64
    package var refused: UInt64
    package var since: Timestamp
    /// To the second; nil: none since the process started.
    package var lastEventAt: Timestamp?
    package var expectEvery: Milliseconds?
    package var pairing: Pairing?
    package var secrets: [SecretStanding]

    /// For sources whose secret comes by a handshake.
    package struct Pairing: Sendable {
        package var hasSecret: Bool
        package var openUntil: Timestamp?
    }

    package struct SecretStanding: Sendable {
        package var name: String
        package var notAfter: Timestamp?
        package var uses: UInt64
        package var lastUsedAt: Timestamp?
    }

    /// When its silence became too long; nil: it is not silent, or nobody expects anything.
    package func silentSince(now: Timestamp) -> Timestamp? {
        guard isEnabled, let expectEvery else { return nil }
        let end = (lastEventAt ?? since) + expectEvery
        return end <= now ? end : nil
    }
}

extension IngressSnapshot {
    /// By name. Any thread.
    package func standings(now: Timestamp) -> [SourceStanding] {
        endpoints.values.map { $0.standing(now: now) }.sorted { $0.name < $1.name }
    }

    /// The newest first; nil: no source has this name.
    package func rejections(of source: String) -> [Rejection]? {
        endpoints[source]?.ledger.rejections.all
    }
}

extension SourceEndpoint {
    fileprivate func standing(now: Timestamp) -> SourceStanding {
        func moment(_ gauge: Gauge) -> Timestamp? {
            gauge.value == 0 ? nil : Timestamp(seconds: gauge.value)
        }
        var pairing: SourceStanding.Pairing?
        if source.isPaired {
            pairing = .init(
                hasSecret: self.pairing?.secret(source.name) != nil,
                openUntil: self.pairing?.openUntil(source.name, now: now))
        }
        return SourceStanding(
            name: source.name, preset: source.preset, scheme: verifier.kind.rawValue,
            isEnabled: source.enabled, accepted: accepted.value, duplicates: duplicates.value,
            refused: ledger.refused.value, since: ledger.since,
            lastEventAt: moment(ledger.lastEvent), expectEvery: source.policy.expectEvery,
            pairing: pairing,
            secrets: secretUses.map {
                .init(
                    name: $0.label.name, notAfter: $0.label.notAfter, uses: $0.uses.value,
                    lastUsedAt: moment($0.lastUsed))
            })
    }
}
