import Model

/// One thing that can go wrong: a target, a source, the disk.
struct AlertSubject: Hashable, Sendable {
    /// As people read it.
    var name: String
    /// Nil: it is no target, so that any may tell of it.
    var place: TargetPlace?

    init(_ name: String) { self.name = name }

    init(_ place: TargetPlace) {
        name = place.description
        self.place = place
    }
}

/// What is wrong with a subject, as somebody found it.
struct AlertFinding: Equatable, Sendable {
    var reason: Reason
    /// Nil: since it was found.
    var since: Timestamp?

    init(_ reason: Reason, since: Timestamp? = nil) {
        self.reason = reason
        self.since = since
    }
}
