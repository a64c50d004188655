import Model
import Targets

/// Keys of `auth.oauth2`.
enum OAuthKeys {
    static let tokenURL = Key(
        "token_url", .url, required: true,
        "Where tokens are asked for; reached like the target itself.")
    static let clientID = Key("client_id", .text, required: true, "The client's id.")
    static let clientSecret = Key(
        "client_secret", .secret, required: true, "The client's secret.")
    static let clientAuth = Key(
        "client_auth",
        .choice(
            "basic or body",
            OAuthSettings.ClientAuthentication.allCases.map { ($0.rawValue, $0) }),
        default: "basic", "Where id and secret stand: in Authorization, or in the body.")
    static let scope = Key("scope", .text, "What the token is asked for, separated by spaces.")
    static let audience = Key("audience", .text, "For whom, where a vendor wants it.")
    static let refreshToken = Key(
        "refresh_token", .secret,
        "Exchanged for access tokens, in place of the client's own credentials.")
    static let prefix = Key(
        "prefix", .text, default: "\"Bearer \"", "Stands before the token in Authorization.")

    static let all: [any KeyDeclaration] = [
        tokenURL, clientID, clientSecret, clientAuth, scope, audience, refreshToken, prefix,
    ]
}

extension OAuthSettings {
    init?(_ mapping: MappingReader) {
        let secret = mapping(OAuthKeys.clientSecret)
        guard let url = mapping(OAuthKeys.tokenURL), let id = mapping(OAuthKeys.clientID),
            let secret
        else { return nil }
        self.init(tokenURL: url, clientID: id, clientSecret: secret)
        if let form = mapping(OAuthKeys.clientAuth) { clientAuthentication = form }
        scope = mapping(OAuthKeys.scope)
        audience = mapping(OAuthKeys.audience)
        refreshToken = mapping(OAuthKeys.refreshToken)
        if let prefix = mapping(OAuthKeys.prefix) { self.prefix = prefix }
    }
}
