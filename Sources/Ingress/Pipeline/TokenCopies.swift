import Model

/// Where a path token stands a second time in a request: proxies copy the URL they were asked for
/// into headers of their own, and some senders repeat their secret in the query.
///
/// A copy is as good as the token, so it is not stored either.
struct TokenCopies {
    /// Lowercase names of headers that hold a URL of the request, whatever else is in it.
    private static let urlHeaders: Set<String> = [
        "referer", "x-envoy-original-path", "x-forwarded-path", "x-forwarded-uri",
        "x-forwarded-url", "x-original-path", "x-original-uri", "x-original-url",
        "x-replaced-path", "x-request-uri", "x-rewrite-url",
    ]

    /// A shorter one is found in ordinary text by chance.
    private static let tokenBytesMin = 6

    private let token: [UInt8]

    init(_ token: String) { self.token = Array(token.utf8) }

    func stand(in field: HeaderList.Field) -> Bool {
        Self.urlHeaders.contains(field.name.lowercased()) || stand(in: field.value)
    }

    /// The query without the parameters that hold it, the rest byte for byte.
    func removed(from query: String) -> String {
        query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
            .filter { !stand(in: $0) }
            .joined(separator: "&")
    }

    /// As it is, or percent-encoded.
    private func stand(in text: String) -> Bool {
        guard token.count >= Self.tokenBytesMin else { return false }
        if isPart(of: Array(text.utf8)) { return true }
        return text.utf8.contains(UInt8(ascii: "%"))
            && isPart(of: Array(QueryString.decode(text).utf8))
    }

    private func isPart(of bytes: [UInt8]) -> Bool {
        guard bytes.count >= token.count, let first = token.first else { return false }
        return (0...bytes.count - token.count).contains { start in
            bytes[start] == first && bytes[start...].starts(with: token)
        }
    }
}
