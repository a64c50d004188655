import Model

/// Scheme, host and port of a URL, checked to mean the same to us and to libcurl.
///
/// Readers of URLs disagree about odd hosts (`0177.1`, `2130706433`, a trailing dot, user names),
/// and each disagreement is a way around the address guard: such URLs are refused, not repaired.
struct RequestOrigin: Equatable, Sendable {
    enum Host: Equatable, Sendable {
        case address(IPAddress)
        /// Lowercase.
        case name(String)
    }

    let isSecure: Bool
    let host: Host
    let port: UInt16

    /// The refusal's text says what to change; it never repeats the URL.
    struct Problem: Error, Equatable {
        let detail: String

        init(_ detail: String) { self.detail = detail }
    }

    /// `text`: a URL up to the end of its authority, as `RequestURL` cuts it.
    init(_ text: Substring) throws(Problem) {
        let rest: Substring
        if let after = Self.dropping("https://", from: text) {
            (isSecure, rest) = (true, after)
        } else if let after = Self.dropping("http://", from: text) {
            (isSecure, rest) = (false, after)
        } else {
            throw Problem("the URL must begin with http:// or https://")
        }
        if rest.contains("@") {
            throw Problem("the URL holds a user name or password; send them in a header")
        }
        let (hostText, portText) = try Self.split(rest)
        if let portText {
            guard portText.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = UInt16(portText),
                number > 0
            else { throw Problem("the URL's port is not a number from 1 to 65535") }
            port = number
        } else {
            port = isSecure ? 443 : 80
        }
        host = try Self.host(hostText)
    }

    /// What curl's `CURLOPT_RESOLVE` calls it; nil when there is no name to resolve.
    var name: String? {
        if case .name(let name) = host { name } else { nil }
    }

    private static func dropping(_ scheme: String, from text: Substring) -> Substring? {
        let start = text.prefix(scheme.count)
        return start.lowercased() == scheme ? text.dropFirst(scheme.count) : nil
    }

    private static func split(
        _ authority: Substring
    ) throws(Problem) -> (host: Substring, port: Substring?) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                throw Problem("the URL's host has `[` without `]`")
            }
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw Problem("the URL has text between `]` and its port")
            }
            return (authority[...end], after.isEmpty ? nil : after.dropFirst())
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return (parts[0], nil)
        case 2: return (parts[0], parts[1])
        default: throw Problem("the URL's host has colons; write an IPv6 address as [address]")
        }
    }

    private static func host(_ text: Substring) throws(Problem) -> Host {
        if text.hasPrefix("[") {
            guard case .v6(let high, let low)? = IPAddress(text.dropFirst().dropLast()) else {
                throw Problem("the URL's host is not an IPv6 address without zone")
            }
            return .address(.v6(high, low))
        }
        guard !text.isEmpty, text.utf8.count <= 253 else {
            throw Problem("the URL's host is empty or too long")
        }
        guard text.utf8.allSatisfy(isNameByte) else {
            throw Problem(
                "the URL's host has characters other than letters, digits, `-`, `_` and `.`; "
                    + "write international names in their xn-- form")
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ (1...63).contains($0.utf8.count) }) else {
            throw Problem("the URL's host has an empty or too long label, or ends with a dot")
        }
        if let address = IPAddress(text) { return .address(address) }
        // A last label like this makes the whole host a number to some readers (WHATWG URL, "ends
        // in a number"), so that 2130706433, 0x7f.1 and 0177.0.0.1 would all be 127.0.0.1.
        if let last = labels.last?.lowercased(),
            last.utf8.allSatisfy({ $0 &- 0x30 < 10 }) || last.hasPrefix("0x")
        {
            throw Problem("the URL's host is a number; write an IPv4 address as a.b.c.d")
        }
        return .name(text.lowercased())
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
