package import Model

/// What a source may do besides proving who it is.
package struct SourcePolicy: Equatable, Sendable {
    /// Verified requests, at most; nil: any number.
    package var rate: SourceRate?
    /// Failed verifications of one address, at most; more get no hearing until the time is over.
    package var failures = SourceRate(count: 60, per: .minutes(1))
    /// Where requests may come from; empty: anywhere.
    package var allowFrom: [CIDR] = []
    /// After so long without an event something is wrong; nil: silence means nothing.
    package var expectEvery: Milliseconds?
    /// One for each of the scheme's secrets, in their order; empty: they have numbers.
    package var secretLabels: [SecretLabel] = []

    package init() {}
}

/// `count` in each `per`, all at once if need be.
package struct SourceRate: Equatable, Sendable {
    package var count: Int
    package var per: Milliseconds

    /// `count` ≥ 1, `per` > 0.
    package init(count: Int, per: Milliseconds) {
        precondition(count >= 1 && per > .zero)
        self.count = count
        self.per = per
    }
}

/// How a secret is called in metrics and lists: its reference's name, never its text.
package struct SecretLabel: Equatable, Sendable {
    package var name: String
    /// From then on it proves nothing.
    package var notAfter: Timestamp?

    package init(name: String, notAfter: Timestamp? = nil) {
        self.name = name
        self.notAfter = notAfter
    }
}
