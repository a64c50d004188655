/// How targets of a kind get access tokens, by the keys below.
struct KindOAuth: Sendable {
    static let clientID = "client_id"
    static let clientSecret = "client_secret"
    static let refreshToken = "refresh_token"
    static let tokenURL = "token_url"

    /// By region.
    var tokenURLs: [(region: String, url: String)]
    var authentication: OAuthSettings.ClientAuthentication
    var prefix: String

    /// With a refresh token of the account.
    static let refreshingKeys: [KindKey] = [
        .init(clientID, .constant, "An OAuth client, in place of `token`."),
        .init(clientSecret, .secret, "The client's secret."),
        .init(
            refreshToken, .secret,
            "Exchanged for access tokens, which are kept until shortly before their end."),
        .init(tokenURL, .base, "In place of the vendor's token endpoint, for tests and proxies."),
    ]

    static let needs: [(String, String)] = [
        (clientID, clientSecret), (clientID, refreshToken), (clientSecret, clientID),
        (refreshToken, clientID), (tokenURL, clientID),
    ]
}
