package import Model

/// How a target gets its access tokens: OAuth 2.0 client credentials (RFC 6749 section 4.4), or a
/// refresh token that does not change (section 6).
package struct OAuthSettings: Hashable, Sendable {
    package enum ClientAuthentication: String, Sendable, CaseIterable {
        /// `Authorization: Basic` with id and secret, form-encoded (section 2.3.1).
        case basic
        /// `client_id` and `client_secret` in the body.
        case body
    }

    /// Absolute, `http` or `https`.
    package var tokenURL: String
    package var clientID: String
    package var clientSecret: Secret
    package var clientAuthentication = ClientAuthentication.basic
    package var scope: String?
    package var audience: String?
    /// Whom the token is to act as, where a vendor takes `sub` for that.
    package var subject: String?
    /// Set: it is exchanged for access tokens, in place of the client's own credentials.
    package var refreshToken: Secret?
    /// Stands before the token in `Authorization`.
    package var prefix = "Bearer "

    package init(tokenURL: String, clientID: String, clientSecret: Secret) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}

/// What a token endpoint gave.
package struct AccessToken: Equatable, Sendable {
    package let secret: Secret
    /// Not used from this moment on.
    package let expiresAt: Timestamp
    /// From this moment on the next one is asked for, while this one is still used.
    package let refreshAt: Timestamp
}
