package import Model

/// How one source does.
package struct SourceReport: Equatable, Sendable {
    package var name: String
    package var preset: String?
    package var scheme: String
    package var isEnabled = true
    /// Since `since`.
    package var accepted: UInt64 = 0
    package var duplicates: UInt64 = 0
    package var refused: UInt64 = 0
    package var since: Timestamp
    package var lastEventAt: Timestamp?
    package var expectEvery: Milliseconds?
    /// When its silence became too long; nil: it is not silent, or nothing is expected of it.
    package var silentSince: Timestamp?
    /// `not needed`, `waiting`, `open` or `done`.
    package var pairing = "not needed"
    package var pairingUntil: Timestamp?
    package var secrets: [SecretReport] = []

    package init(name: String, scheme: String, since: Timestamp) {
        self.name = name
        self.scheme = scheme
        self.since = since
    }

    /// Of all that was asked; nil: nothing was.
    var refusalRatio: Double? {
        let all = accepted + duplicates + refused
        return all == 0 ? nil : Double(refused) / Double(all)
    }
}

/// One of a source's secrets, by name.
package struct SecretReport: Equatable, Sendable {
    package var name: String
    package var notAfter: Timestamp?
    package var uses: UInt64
    package var lastUsedAt: Timestamp?

    package init(name: String, notAfter: Timestamp?, uses: UInt64, lastUsedAt: Timestamp?) {
        self.name = name
        self.notAfter = notAfter
        self.uses = uses
        self.lastUsedAt = lastUsedAt
    }
}

/// One request that a source refused, or several alike.
package struct RejectionReport: Equatable, Sendable {
    package var time: Timestamp
    package var source: String
    package var code: String
    package var status: Int
    package var address: String?
    package var method: String
    package var headers: [String]
    package var bodyBytes: Int
    package var shape: String?
    package var count: Int

    package init(
        time: Timestamp, source: String, code: String, status: Int, address: String?,
        method: String, headers: [String], bodyBytes: Int, shape: String?, count: Int
    ) {
        self.time = time
        self.source = source
        self.code = code
        self.status = status
        self.address = address
        self.method = method
        self.headers = headers
        self.bodyBytes = bodyBytes
        self.shape = shape
        self.count = count
    }
}
