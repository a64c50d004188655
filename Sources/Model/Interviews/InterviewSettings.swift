/// Where one interview's events go besides what routes.yaml says: written by the settings API, kept
/// by the store. Immutable once stored; a change is another one with a later revision.
package struct InterviewSettings: Equatable, Sendable {
    /// The only source whose events they are about.
    package var source: String
    /// As events carry it; empty: every interview that has no settings of its own for a hook.
    package var interview: String
    /// Those that were ever set.
    package var hooks: [InterviewHook: Hook] = [:]
    /// How deliveries prove who sends them; nil: they do not.
    package var auth: Auth?
    /// Given by the store: higher than every one before it. 0: not stored yet.
    package var revision: Int64 = 0
    package var changedAt: Timestamp
    /// Who asked for it.
    package var by: String

    package init(source: String, interview: String, changedAt: Timestamp, by: String) {
        self.source = source
        self.interview = interview
        self.changedAt = changedAt
        self.by = by
    }

    package struct Hook: Equatable, Sendable {
        package var isEnabled: Bool
        /// `http` or `https`, absolute.
        package var url: String

        package init(isEnabled: Bool, url: String) {
            self.isEnabled = isEnabled
            self.url = url
        }
    }

    package struct Auth: Equatable, Sendable {
        package enum Kind: String, Sendable, CaseIterable {
            /// A header of its own.
            case apikey
            case basic
        }

        package var kind: Kind
        /// False: kept, and not sent.
        package var isEnabled: Bool
        /// The header's name, or the user's.
        package var name: String
        /// The header's value, or the password, which only the key of `--store-key-file` opens.
        package var sealed: [UInt8]

        package init(kind: Kind, isEnabled: Bool, name: String, sealed: [UInt8]) {
            self.kind = kind
            self.isEnabled = isEnabled
            self.name = name
            self.sealed = sealed
        }
    }

    package var key: InterviewKey { InterviewKey(source: source, interview: interview) }
}

/// Which interview settings are about.
package struct InterviewKey: Hashable, Comparable, Sendable {
    package var source: String
    /// Empty: all.
    package var interview: String

    package init(source: String, interview: String) {
        self.source = source
        self.interview = interview
    }

    package static func < (left: InterviewKey, right: InterviewKey) -> Bool {
        (left.source, left.interview) < (right.source, right.interview)
    }
}
