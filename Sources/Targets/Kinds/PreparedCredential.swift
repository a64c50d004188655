import FoundationEssentials
import Model

/// A credential as it stands in requests.
struct PreparedCredential: Sendable {
    private(set) var field: HeaderList.Field?
    /// Appended to the query, encoded: `key=abc`.
    private(set) var query: String?
    private(set) var oauth: OAuthClient?
    private(set) var secrets: [SecretTexts.Item] = []

    init(_ credential: HTTPTargetSettings.Credential) throws(TargetError) {
        switch credential {
        case .none: break
        case .header(let name, let prefix, let value):
            field = .init(name: name.lowercased(), value: prefix + value.reveal())
            secrets = [.init("CREDENTIAL", value.reveal())]
        case .query(let name, let value):
            let encoded = QueryString.encode(value.reveal())
            query = "\(QueryString.encode(name))=\(encoded)"
            secrets = [.init("CREDENTIAL", encoded), .init("CREDENTIAL_PLAIN", value.reveal())]
        case .basic(let username, let password):
            guard !username.contains(":") else {
                throw .invalid(
                    setting: "credential.username",
                    problem: "holds a colon, which Basic authentication cannot carry (RFC 7617)")
            }
            let word = password?.reveal() ?? ""
            let pair = Data("\(username):\(word)".utf8).base64EncodedString()
            field = .init(name: "authorization", value: "Basic \(pair)")
            secrets = [.init("BASIC", pair), .init("PASSWORD", word)]
            // Many services take their key as the user name with an empty password.
            if word.isEmpty { secrets.append(.init("USERNAME", username)) }
        case .oauth2(let settings):
            let client = try OAuthClient(settings)
            oauth = client
            secrets = client.secretItems
        case .bearer(let token):
            field = .init(name: "authorization", value: "Bearer \(token.reveal())")
            secrets = [.init("TOKEN", token.reveal())]
        }
    }
}
