package import Model

/// A named inbound endpoint, `/in/<name>`: how its requests are verified and read.
package struct Source: Sendable {
    package var name: String
    /// The preset it was built from, if any.
    package var preset: String?
    package var verifier: VerificationScheme
    package var mapping: EventMapping
    package var dedupeWindow = Milliseconds.hours(24)
    package var acknowledgement = Acknowledgement()
    package var bodyBytesMax = Limits.bodyBytesMax
    package var enabled = true
    package var bodies = BodyRule.readable
    /// Where in a body the list stands whose elements are events of their own; nil: a body is one
    /// event. Places into the body begin at the element then.
    package var batch: JSONPointer?
    /// By which events come.
    package var methods = ["POST"]
    package var handshakes: [Handshake] = []
    /// For handshakes that are proven by a token of their own.
    package var handshakeToken: Secret?
    /// Its secret comes by a handshake: `verifier` has none, and nothing is let in without one.
    package var isPaired = false
    package var policy = SourcePolicy()
    /// Nil: the settings API has nothing to say about it.
    package var settings: SettingsAccess?

    package init(
        name: String, preset: String? = nil, verifier: VerificationScheme, mapping: EventMapping
    ) {
        self.name = name
        self.preset = preset
        self.verifier = verifier
        self.mapping = mapping
    }
}

/// Which bodies a source takes.
package enum BodyRule: String, CaseIterable, Sendable {
    /// JSON and forms; others get 415.
    case readable
    /// Others too, as bytes: rules see only headers and query of such an event. What calls itself
    /// JSON must be JSON all the same.
    case any
}

/// What a stored event is answered with. Some senders accept only exactly 200.
package struct Acknowledgement: Equatable, Sendable {
    package var status = 200
    /// Sent instead of our JSON answer; nil: `{"id":"evt_…"}`.
    package var body: String?

    package init() {}
}
