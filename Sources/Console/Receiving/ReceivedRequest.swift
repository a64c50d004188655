import Model

/// One request as the receiver sees it.
struct ReceivedRequest: Sendable {
    var method: String
    /// With the query.
    var path: String
    var headers: HeaderList
    var body: [UInt8]

    var messageID: String? { headers["webhook-id"] ?? headers["svix-id"] }
}

/// What became of it.
struct ReceivedOutcome: Equatable, Sendable {
    /// Whether this message came before.
    enum Novelty: String, Sendable {
        case new
        /// It came before and was refused then.
        case retry
        /// It came before and was accepted: a second copy.
        case duplicate
        /// It says no id.
        case unnamed
    }

    enum Signature: String, Sendable {
        case ok
        case missing
        case wrong
        /// Right, but of another time.
        case stale
        /// No secret was given to check with.
        case unchecked
    }

    var number: Int
    var status: Int
    var novelty: Novelty
    var signature: Signature
}
