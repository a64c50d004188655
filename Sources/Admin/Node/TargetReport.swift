package import Model
package import Store

/// How one target does.
package struct TargetReport: Equatable, Sendable {
    package var name: String
    /// `http`, `slack` …; empty when it is not in the configuration any more.
    package var kind: String
    package var state: TargetState
    /// When the state began; nil when it was never anything but sending.
    package var since: Timestamp?
    package var reason: Reason?
    /// Who paused it; empty when the gateway itself changed the state.
    package var by: String
    /// No attempt before this moment.
    package var notBefore: Timestamp?
    /// Requests on their way; nil when no node runs.
    package var inFlight: Int?
    /// Deliveries in memory; nil when no node runs.
    package var held: Int?
    /// Deliveries that wait, at most `pendingCountMax`; counted for removed targets only.
    package var waiting: Int?
    /// Destinations inside it whose state is another.
    package var destinations: [TargetStateRecord]

    package init(
        name: String, kind: String, state: TargetState = .sending,
        since: Timestamp? = nil, reason: Reason? = nil, by: String = "",
        notBefore: Timestamp? = nil, inFlight: Int? = nil, held: Int? = nil,
        waiting: Int? = nil, destinations: [TargetStateRecord] = []
    ) {
        self.name = name
        self.kind = kind
        self.state = state
        self.since = since
        self.reason = reason
        self.by = by
        self.notBefore = notBefore
        self.inFlight = inFlight
        self.held = held
        self.waiting = waiting
        self.destinations = destinations
    }

    /// It is not configured any more, and deliveries wait for it.
    package var isRemoved: Bool { waiting != nil }

    /// What helps: the command that ends this state; nil when nothing needs to be done.
    package var remedy: String? {
        switch state {
        case .sending, .probing: nil
        case .paused: "signalbox targets resume \(name)"
        case .blocked where isRemoved: reason?.advice
        case .blocked:
            (reason.map { $0.advice.isEmpty ? "" : $0.advice + ", then " } ?? "")
                + "signalbox targets resume \(name)"
        }
    }

    /// More waiting deliveries are not counted, so that looking costs little.
    package static let pendingCountMax = 1_000

    /// What the stored states say about configured targets, for when no node runs. Targets that
    /// only have a stored state come too; those that are gone, and for which something waits, are
    /// blocked until they are back.
    /// `sealed`: those that wait for the key of their credential.
    package static func reports(
        configured: [String: String], stored: [TargetStateRecord], pending: [PendingTarget] = [],
        sealed: Set<String> = []
    ) -> [TargetReport] {
        var reports: [String: TargetReport] = [:]
        for (name, kind) in configured { reports[name] = TargetReport(name: name, kind: kind) }
        for record in stored {
            var report = reports[record.target] ?? TargetReport(name: record.target, kind: "")
            if record.destination.isEmpty {
                report.state = record.state
                report.since = record.since
                report.reason = record.reason
                report.by = record.by
                report.notBefore = record.notBefore
            } else if record.state != .sending {
                report.destinations.append(record)
            }
            reports[record.target] = report
        }
        for target in pending where configured[target.target] == nil {
            var report = reports[target.target] ?? TargetReport(name: target.target, kind: "")
            report.state = .blocked
            report.waiting = target.deliveries
            report.reason = absent(target, isSealed: sealed.contains(target.target))
            reports[target.target] = report
        }
        return reports.values.sorted { $0.name < $1.name }
    }

    private static func absent(_ target: PendingTarget, isSealed: Bool) -> Reason {
        let count = target.deliveries
        let many = count >= pendingCountMax ? "at least \(count)" : "\(count)"
        let wait = (count == 1 ? "a delivery waits" : "\(many) deliveries wait") + " for it"
        guard !isSealed else {
            return Reason(
                code: "credential_sealed",
                message: "the credential that its settings came with cannot be opened, and \(wait)",
                advice: "start the node with the key that sealed it (--store-key-file), "
                    + "or have the settings posted again")
        }
        return Reason(
            code: "target_removed",
            message: "it is not configured any more, and \(wait)",
            advice: "configure it again, or call them off: "
                + "signalbox targets resume \(target.target) --drop-older-than 1s")
    }
}
