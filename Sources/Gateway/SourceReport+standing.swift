import Admin
import Ingress
import Model

extension SourceReport {
    /// `lastStored`: of the last event before the process started, if none came since.
    init(_ standing: SourceStanding, lastStored: Timestamp?, now: Timestamp) {
        var standing = standing
        standing.lastEventAt = standing.lastEventAt ?? lastStored
        self.init(name: standing.name, scheme: standing.scheme, since: standing.since)
        preset = standing.preset
        isEnabled = standing.isEnabled
        accepted = standing.accepted
        duplicates = standing.duplicates
        refused = standing.refused
        lastEventAt = standing.lastEventAt
        expectEvery = standing.expectEvery
        silentSince = standing.silentSince(now: now)
        if let pairing = standing.pairing {
            self.pairing =
                pairing.openUntil != nil ? "open" : pairing.hasSecret ? "done" : "waiting"
            pairingUntil = pairing.openUntil
        }
        secrets = standing.secrets.map {
            SecretReport(
                name: $0.name, notAfter: $0.notAfter, uses: $0.uses, lastUsedAt: $0.lastUsedAt)
        }
    }
}

extension RejectionReport {
    init(_ rejection: Rejection, source: String) {
        self.init(
            time: rejection.time, source: source, code: rejection.refusal.rawValue,
            status: rejection.refusal.status, address: rejection.address?.description,
            method: rejection.method, headers: rejection.headers, bodyBytes: rejection.bodyBytes,
            shape: rejection.shape, count: rejection.count)
    }
}
