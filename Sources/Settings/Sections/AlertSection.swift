import Model
import Routing
import Targets

extension RouteSection {
    /// Reads `alerts`. Its `to` is a route's, and texts in it are those of a route of that name.
    mutating func alerts(_ mapping: MappingReader) -> AlertDraft {
        var draft = AlertDraft()
        draft.entries = mapping(AlertKeys.to) ?? []
        draft.settings.to = to(draft.entries, of: AlertSettings.routeName)
        if let span = mapping(AlertKeys.repeat) { draft.settings.repeatAfter = span }
        if let span = mapping(AlertKeys.backlogOlderThan) {
            draft.settings.backlogOlderThan = span
        }
        return draft
    }
}

/// `alerts` as it was read, to be held against the targets once those have their routes' texts.
struct AlertDraft {
    var settings = AlertSettings()
    fileprivate(set) var entries: [RouteTargetEntry] = []

    /// Failures that no alert could avoid: it has no candidate, and nothing else of an interview.
    private static let hopeless: [TargetReason] = [
        .identifierMissing, .identifierUnusable, .urlPartEmpty, .urlDotSegment, .messageEmpty,
    ]

    /// Reports targets to which no alert can be sent.
    func check(_ targets: [String: TargetSettings], _ reading: Reading) {
        let event = Self.sample
        for entry in entries {
            let name = entry.target.value
            guard let target = targets[name]?.target,
                let place = settings.to.first(where: { $0.target == name })
            else { continue }
            let delivery = Delivery(
                id: .make(at: event.receivedAt), target: name, destination: place.destination,
                routes: [AlertSettings.routeName], createdAt: event.receivedAt)
            let context = AttemptContext(
                delivery: delivery, event: event, attempt: 1, now: event.receivedAt)
            guard case .failure(let failure) = target.preview(of: context),
                Self.hopeless.contains(where: { $0.rawValue == failure.reason.code })
            else { continue }
            reading.error(
                .invalidValue, at: entry.target.position,
                "an alert cannot be sent to '\(name)': \(failure.reason.message)",
                hint: "an alert has no candidate, interview or run")
        }
    }

    private static var sample: Event {
        let now = Timestamp.zero
        let alert = Alert(
            .targetBlocked, .begun, severity: .error, message: "hiring is blocked", since: now)
        return alert.event(id: .make(at: now), at: now, configurationVersion: "")
    }
}
