package import Model

/// How a source proves who it is. Data: presets and routes.yaml fill it, `Verifier` carries it out.
package enum VerificationScheme: Sendable {
    /// A header equals one of the secrets.
    case header(name: String, secrets: [Secret])
    /// The last path segment equals one of the secrets: `/in/<source>/<token>`.
    case pathToken(secrets: [Secret])
    case basic(username: String, passwords: [Secret])
    case bearer(secrets: [Secret])
    case hmacSHA256(HMACScheme)
    /// https://www.standardwebhooks.com; also as `svix-*`. Secrets are `whsec_…`.
    case standardWebhooks(secrets: [Secret], tolerance: Milliseconds)
    /// Accepts anyone. Must be written out in routes.yaml, and is warned about at every start.
    case none
}

/// A message authentication code over parts of the request.
package struct HMACScheme: Sendable {
    package enum Encoding: String, Sendable, CaseIterable { case hex, base64, base64url }

    /// Where the signature stands.
    package var header: String
    /// Stands before the signature in the header: `sha256=`.
    package var prefix: String
    package var encoding: Encoding
    /// What is signed: literal text with `{body}`, `{timestamp}`, `{id}`, `{method}` and
    /// `{header:Name}`.
    package var signed: SignedTemplate
    /// Where `{id}` is taken from.
    package var idHeader = "webhook-id"
    package var timestamp: TimestampRule?
    package var secrets: [Secret]

    package init(
        header: String, prefix: String = "", encoding: Encoding = .hex,
        signed: SignedTemplate = .body, timestamp: TimestampRule? = nil, secrets: [Secret]
    ) {
        self.header = header
        self.prefix = prefix
        self.encoding = encoding
        self.signed = signed
        self.timestamp = timestamp
        self.secrets = secrets
    }

    /// Where the time of signing stands, and how far it may be from now, both ways.
    ///
    /// When `header` is the signature's own header, the time is its element `t=…`, as in
    /// `t=1767607660,v1=9fe7…`.
    package struct TimestampRule: Sendable {
        package var header: String
        package var tolerance: Milliseconds

        package init(header: String, tolerance: Milliseconds) {
            self.header = header
            self.tolerance = tolerance
        }
    }
}
