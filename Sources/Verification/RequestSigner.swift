import FoundationEssentials
package import Model

/// Makes a request that a source would accept: what its sender would add. For `signalbox send`
/// and tests; the other side of `Verifier`.
package struct RequestSigner: Sendable {
    /// What to add to a request.
    package struct Credentials: Equatable, Sendable {
        package var headers = HeaderList()
        /// The last path segment, to be percent-encoded; nil when the source takes none.
        package var pathToken: String?

        package init() {}
    }

    private let scheme: VerificationScheme

    package init(_ scheme: VerificationScheme) { self.scheme = scheme }

    package init(source: Source) { self.init(source.verifier) }

    /// Signs with the scheme's first secret. `headers` are those the request will have besides, for
    /// templates that name them; `id` is used where a scheme has one.
    package func credentials(
        body: [UInt8], method: String = "POST", headers: HeaderList = HeaderList(), id: String,
        at time: Timestamp
    ) throws(VerificationError) -> Credentials {
        // A scheme that no verifier takes is not signed for either.
        _ = try Verifier(scheme)
        var result = Credentials()
        switch scheme {
        case .header(let name, let secrets):
            result.headers.set(name, try first(secrets))
        case .pathToken(let secrets):
            result.pathToken = try first(secrets)
        case .basic(let username, let passwords):
            let pair = "\(username):\(try first(passwords))"
            result.headers.set(
                "authorization", "Basic " + Data(Array(pair.utf8)).base64EncodedString())
        case .bearer(let secrets):
            result.headers.set("authorization", "Bearer " + (try first(secrets)))
        case .hmacSHA256(let scheme):
            try sign(scheme, body, method, headers, id, time, into: &result.headers)
        case .standardWebhooks(let secrets, _):
            let signer = try StandardWebhooksSigner(secrets: Array(secrets.prefix(1)))
            result.headers = signer.headers(id: id, timestamp: time, body: body)
        case .none: break
        }
        return result
    }

    private func first(_ secrets: [Secret]) throws(VerificationError) -> String {
        guard let secret = secrets.first else { throw .noSecret }
        return secret.reveal()
    }

    private func sign(
        _ scheme: HMACScheme, _ body: [UInt8], _ method: String, _ others: HeaderList,
        _ id: String, _ time: Timestamp, into headers: inout HeaderList
    ) throws(VerificationError) {
        let timestamp = String(time.seconds)
        let isElement = scheme.timestamp.map { HeaderList.equal($0.header, scheme.header) } ?? false
        if scheme.signed.parts.contains(.id) { headers.set(scheme.idHeader, id) }
        if let rule = scheme.timestamp, !isElement { headers.set(rule.header, timestamp) }
        var all = others
        for field in headers.fields { all.set(field.name, field.value) }

        let keys = try SigningKeys(literal: Array(scheme.secrets.prefix(1)))
        let codes = keys.keys.map { key in
            SigningKeys.code(key) { hmac in
                SignedContent.feed(
                    &hmac, scheme, method: method, headers: all, timestamp: timestamp, body: body)
            }
        }
        for code in codes {
            let signature = scheme.prefix + SignatureText.encode(code, scheme.encoding)
            headers.set(scheme.header, isElement ? "t=\(timestamp),\(signature)" : signature)
        }
    }
}
