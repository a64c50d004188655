package import Model

/// Which proxies are believed when they say who asked them, and in which header they say it.
///
/// One header, not whichever there is: a proxy that writes the one passes the other on as a
/// stranger made it up.
package struct ProxyTrust: Sendable {
    package enum Field: String, CaseIterable, Sendable {
        case xForwardedFor = "x-forwarded-for"
        /// RFC 7239.
        case forwarded
    }

    package var proxies: [CIDR]
    package var field: Field

    package init(proxies: [CIDR] = [], field: Field = .xForwardedFor) {
        self.proxies = proxies
        self.field = field
    }

    /// Blocks with commas between; nil when one cannot be read.
    package init?(_ blocks: String, field: Field = .xForwardedFor) {
        let parts = blocks.split(separator: ",").map { $0.filter { $0 != " " } }
        let read = parts.compactMap { CIDR($0) }
        guard read.count == parts.count else { return nil }
        self.init(proxies: read, field: field)
    }

    /// Who sent it: read from the right, the first that is none of our proxies. Nil when a proxy
    /// does not say.
    func client(of request: IngressRequest) -> IPAddress? {
        guard let peer = request.peer, isTrusted(peer) else { return request.peer }
        var farthest = peer
        for value in request.headers.values(field.rawValue).reversed() {
            for element in value.split(separator: ",").reversed() {
                guard let address = address(element) else { return nil }
                guard isTrusted(address) else { return address }
                farthest = address
            }
        }
        return farthest
    }

    /// Many senders may stand behind it: it looks like a proxy that nobody told us of.
    func mayBeUntoldProxy(_ address: IPAddress) -> Bool {
        proxies.isEmpty && Self.local.contains { $0.contains(address) }
    }

    /// Loopback, private and link-local addresses, and those of carriers' NAT (RFC 6890).
    private static let local = [
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
        "100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10",
    ].compactMap { CIDR($0) }

    private func isTrusted(_ address: IPAddress) -> Bool {
        proxies.contains { $0.contains(address) }
    }

    private func address(_ element: Substring) -> IPAddress? {
        switch field {
        case .xForwardedFor: return Self.node(element)
        case .forwarded:
            for pair in element.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1)
                guard halves.count == 2, HeaderList.equal(Self.trimmed(halves[0]), "for") else {
                    continue
                }
                return Self.node(halves[1])
            }
            return nil
        }
    }

    /// `192.0.2.1`, with a port, `2001:db8::1`, `"[2001:db8::1]:4711"`.
    private static func node(_ text: Substring) -> IPAddress? {
        var text = trimmed(text)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1,
            let colon = text.firstIndex(of: ":")
        {
            text = String(text[..<colon])
        }
        return IPAddress(text)?.plain
    }

    private static func trimmed(_ text: Substring) -> String {
        let isOutside = { (character: Character) in " \t\"".contains(character) }
        let start = text.drop(while: isOutside)
        return String(start.reversed().drop(while: isOutside).reversed())
    }
}
