import FoundationEssentials
package import Model

/// One target's client at its token endpoint: what is asked of it, and what its answers mean.
///
/// Immutable; the tokens themselves are kept by who sends (`Engine`).
package final class OAuthClient: Sendable {
    let settings: OAuthSettings
    private let fields: HeaderList
    private let form: [UInt8]

    /// In a request that is shown and not sent.
    static let placeholder = "signalbox-access-token-goes-here"

    package init(_ settings: OAuthSettings) throws(TargetError) {
        func invalid(_ problem: String) -> TargetError {
            .invalid(setting: "oauth2", problem: problem)
        }
        _ = try URLTemplate.literal(settings.tokenURL, setting: "oauth2")
        guard !settings.clientID.isEmpty, HeaderText.isFreeOfControls(settings.prefix) else {
            throw invalid("client_id is empty, or prefix holds a control character")
        }
        self.settings = settings
        var pairs = [("grant_type", "client_credentials")]
        if let token = settings.refreshToken {
            pairs = [("grant_type", "refresh_token"), ("refresh_token", token.reveal())]
        }
        if let scope = settings.scope { pairs.append(("scope", scope)) }
        if let audience = settings.audience { pairs.append(("audience", audience)) }
        if let subject = settings.subject { pairs.append(("sub", subject)) }
        var headers = [
            HeaderList.Field(name: "content-type", value: "application/x-www-form-urlencoded"),
            HeaderList.Field(name: "accept", value: "application/json"),
            HeaderList.Field(name: "user-agent", value: Product.userAgent),
        ]
        let secret = settings.clientSecret.reveal()
        switch settings.clientAuthentication {
        case .basic:
            let pair = QueryString.encode(settings.clientID) + ":" + QueryString.encode(secret)
            headers.append(
                .init(
                    name: "authorization",
                    value: "Basic " + Data(pair.utf8).base64EncodedString()))
        case .body:
            pairs += [("client_id", settings.clientID), ("client_secret", secret)]
        }
        fields = HeaderList(headers)
        form = Array(
            pairs.map { "\($0.0)=\(QueryString.encode($0.1))" }.joined(separator: "&").utf8)
    }

    /// Everything that must be seen nowhere, the placeholder's variable included.
    var secretItems: [SecretTexts.Item] {
        var items = [
            SecretTexts.Item("CLIENT_SECRET", settings.clientSecret.reveal()),
            SecretTexts.Item("ACCESS_TOKEN", Self.placeholder),
        ]
        if let token = settings.refreshToken {
            items.append(.init("REFRESH_TOKEN", token.reveal()))
        }
        return items
    }

    /// The header of a request with this token, or with one that only stands for it.
    func field(_ token: AccessToken?) -> HeaderList.Field {
        .init(
            name: "authorization",
            value: settings.prefix + (token?.secret.reveal() ?? Self.placeholder))
    }

    /// Asks for a token; to be sent as the target itself is reached.
    package func request(_ connection: ConnectionPolicy) -> OutboundRequest {
        OutboundRequest(
            url: settings.tokenURL, headers: fields, body: form, connection: connection)
    }

    /// The token, or what the failure means for the deliveries that wait for it: never ambiguous,
    /// for nothing of them was sent.
    package func token(
        in result: TransferResult, now: Timestamp
    ) -> Result<AccessToken, TokenFailure> {
        switch result {
        case .failure(let failure):
            let verdict = TransportVerdict.outcome(of: failure)
            let isRefused = verdict.class == .block
            return .failure(
                TokenFailure(
                    outcome: Outcome(
                        isRefused ? .block : .retry,
                        (isRefused ? TargetReason.oauthRefused : .oauthFailed)
                            .reason(detail: verdict.reason.message))))
        case .success(let response):
            let answer = ReadAnswer(response)
            guard (200...299).contains(response.status),
                let text = answer.text(at: Self.tokenPlace), HeaderText.isFreeOfControls(text),
                let secret = Secret(text)
            else { return .failure(refusal(answer, response, now)) }
            return .success(Self.token(secret, answer, now))
        }
    }

    private static let tokenPlace = JSONPointer(tokens: ["access_token"])
    private static let spanPlace = JSONPointer(tokens: ["expires_in"])
    private static let errorPlace = JSONPointer(tokens: ["error"])

    /// Section 5.1. Without `expires_in` it is used for an hour. A tenth of its time, or a minute,
    /// before its end the next one is asked for.
    private static func token(
        _ secret: Secret, _ answer: ReadAnswer, _ now: Timestamp
    ) -> AccessToken {
        let seconds = answer.text(at: spanPlace).flatMap(Double.init) ?? 3600
        let span = min(Milliseconds(1000).scaled(by: max(1, seconds)), .days(1))
        let early = min(.minutes(1), Milliseconds(span.count / 10))
        return AccessToken(
            secret: secret, expiresAt: now + Milliseconds(span.count - early.count / 2),
            refreshAt: now + Milliseconds(span.count - early.count))
    }

    /// Section 5.2; some endpoints say `error` within a 200.
    private func refusal(
        _ answer: ReadAnswer, _ response: OutboundResponse, _ now: Timestamp
    ) -> TokenFailure {
        let word = answer.text(at: Self.errorPlace).map { String($0.prefix(64)) } ?? ""
        let detail = "HTTP \(response.status)\(word.isEmpty ? "" : " ")\(word)"
        let later =
            [408, 425, 429].contains(response.status) || response.status >= 500
            || ["temporarily_unavailable", "server_error", "slow_down"].contains(word)
        let isRefused = !later && (response.status >= 400 || !word.isEmpty)
        return TokenFailure(
            outcome: Outcome(
                isRefused ? .block : .retry,
                (isRefused ? TargetReason.oauthRefused : .oauthFailed).reason(detail: detail),
                retryAfter: isRefused ? nil : RetryAfter.span(in: response.headers, now: now)),
            status: response.status,
            snippet: Snippet.text(of: response.body, without: SecretTexts(secretItems)))
    }
}

/// Why there is no token, as the attempts that waited for it show it.
package struct TokenFailure: Error, Sendable {
    package var outcome: Outcome
    package var status: Int?
    package var snippet = ""
}
