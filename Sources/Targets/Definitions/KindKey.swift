package import Model

/// A setting of a kind: what may stand behind its key, and what it is for.
package struct KindKey: Sendable {
    package enum Role: Sendable {
        /// The whole URL; it is a secret.
        case webhook
        /// Scheme, host and perhaps a path in place of the vendor's own.
        case base
        case secret
        /// Text that does not depend on the event: a user's id.
        case constant
        /// One part of a host name: a company's subdomain.
        case hostLabel
        case choice([String])
        case flag
        /// Rendered for each attempt and cut to so many Unicode scalars.
        case message(MessageTemplate.Escaping, max: Int)
        /// Rendered for each attempt to a JSON array, such as Slack's blocks.
        case list(MessageTemplate.Escaping, countMax: Int)
        /// Rendered for each attempt; names an object of the vendor's, and cannot be empty.
        case identifier
        /// Looks up what an `identifier` would name.
        case finder
        /// Names of the user's own, with a template for each.
        case variables(countMax: Int)
    }

    package let name: String
    package let role: Role
    package let isRequired: Bool
    /// What holds when it is not set.
    package let defaultText: String?
    package let doc: String

    package init(
        _ name: String, _ role: Role, required: Bool = false, default defaultText: String? = nil,
        _ doc: String
    ) {
        self.name = name
        self.role = role
        isRequired = required
        self.defaultText = defaultText
        self.doc = doc
    }
}

/// What the settings say for a `KindKey`.
package enum KindValue: Sendable {
    case text(String)
    case secret(Secret)
    case flag(Bool)
    case texts([(name: String, text: String)])
    case finder(FinderSettings)
}

/// How a candidate is found whose id the event does not hold.
package struct FinderSettings: Equatable, Sendable {
    package enum None: String, Sendable, CaseIterable {
        /// A dead letter: a person may add the candidate, and redrive it.
        case dead
        /// There is nothing to do.
        case skip
    }

    package enum Several: String, Sendable, CaseIterable {
        case dead
        /// The one that came last.
        case newest
    }

    /// A template of the address.
    package var email: String
    package var none = None.dead
    package var several = Several.dead

    package init(email: String) { self.email = email }
}
