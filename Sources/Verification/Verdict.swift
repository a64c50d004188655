package import Model

/// What a verifier looks at. `body` may be left empty for a verifier that does not read it.
package struct VerifiableRequest: Sendable {
    package var method: String
    /// The last path segment of `/in/<source>/<token>`, percent-decoded; nil when there is none.
    package var pathToken: String?
    /// Without `?`.
    package var query: String
    package var headers: HeaderList
    package var body: [UInt8]

    package init(
        method: String = "POST", pathToken: String? = nil, query: String = "",
        headers: HeaderList, body: [UInt8] = []
    ) {
        self.method = method
        self.pathToken = pathToken
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// Whether a request comes from who it should.
package enum Verdict: Equatable, Sendable {
    /// Which of the scheme's secrets it was, counted from 0; nil when the scheme has none.
    case ok(secretIndex: Int?)
    case refused(Refusal)

    /// Why not: for metrics and the list of refusals. The sender is never told.
    package enum Refusal: String, CaseIterable, Hashable, Sendable {
        case missingCredentials = "missing_credentials"
        case wrongCredentials = "wrong_credentials"
        /// Signed with a key that the token names and the scheme does not have.
        case unknownKey = "unknown_key"
        /// Signed with a right key after its end.
        case expiredSecret = "expired_secret"
        /// Signed with a right secret, but too long ago or in the future.
        case staleTimestamp = "stale_timestamp"
        /// Unreadable, or there more than once.
        case malformedSignature = "malformed_signature"
    }
}
