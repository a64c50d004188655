/// How targets of a kind get access tokens, by the keys below.
package struct KindOAuth: Sendable {
    static let clientID = "client_id"
    static let clientSecret = "client_secret"
    static let refreshToken = "refresh_token"
    static let tokenURL = "token_url"

    /// By region; one without a region is for all. Host labels may stand in braces.
    let tokenURLs: [(region: String, url: String)]
    let authentication: OAuthSettings.ClientAuthentication
    let prefix: String
    let scope: String?
    let audience: String?
    /// Keys of the client and, where there is one, of the account's refresh token.
    let idKey: String
    let secretKey: String
    let refreshKey: String?
    /// The key of the user whom its tokens act as.
    var subjectKey: String?

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

    /// Of a kind of the user's own, whose keys have names of their own.
    package init(
        tokenURL: String, idKey: String, secretKey: String, refreshKey: String?,
        authentication: OAuthSettings.ClientAuthentication, prefix: String, scope: String?,
        audience: String?
    ) {
        self.init(
            tokenURLs: [("", tokenURL)], authentication: authentication, prefix: prefix,
            scope: scope, audience: audience, idKey: idKey, secretKey: secretKey,
            refreshKey: refreshKey)
    }

    init(
        tokenURLs: [(region: String, url: String)],
        authentication: OAuthSettings.ClientAuthentication, prefix: String, scope: String? = nil,
        audience: String? = nil, idKey: String = Self.clientID,
        secretKey: String = Self.clientSecret, refreshKey: String? = Self.refreshToken
    ) {
        self.tokenURLs = tokenURLs
        self.authentication = authentication
        self.prefix = prefix
        self.scope = scope
        self.audience = audience
        self.idKey = idKey
        self.secretKey = secretKey
        self.refreshKey = refreshKey
    }
}
