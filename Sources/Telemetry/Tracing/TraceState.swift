package import Model

/// What `tracestate` may be passed on, so that a long one from outside stays bounded.
/// Source: W3C Trace Context, section 3.3 (https://www.w3.org/TR/trace-context/).
package enum TraceState {
    /// Joins the header's lines and cuts the list to 512 bytes: members longer than 128 bytes go
    /// first, then those at the end. Nil when nothing is left; also when there are more than 32
    /// members or one is not `key=value`: then the whole list is dropped, as the standard asks.
    package static func bounded(_ headers: HeaderList) -> String? {
        var members: [Substring] = []
        for line in headers.values("tracestate") {
            for part in line.split(separator: ",") {
                let member = trimmed(part)
                guard !member.isEmpty else { continue }
                guard isMember(member) else { return nil }
                members.append(member)
            }
        }
        guard members.count <= Limits.traceStateMembersMax else { return nil }
        if length(members) > Limits.traceStateBytesMax {
            members.removeAll { $0.utf8.count > 128 }
        }
        while length(members) > Limits.traceStateBytesMax { members.removeLast() }
        return members.isEmpty ? nil : members.joined(separator: ",")
    }

    private static func length(_ members: [Substring]) -> Int {
        members.reduce(max(0, members.count - 1)) { $0 + $1.utf8.count }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }

    /// A key of the allowed characters, `=`, a value of printable ASCII without `,` and `=`.
    private static func isMember(_ member: Substring) -> Bool {
        let parts = member.utf8.split(
            separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...256).contains(parts[0].count),
            (1...256).contains(parts[1].count)
        else { return false }
        let isKey = parts[0].allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                || "_-*/@".utf8.contains(byte)
        }
        let isValue = parts[1].allSatisfy { byte in
            (0x20...0x7E).contains(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "=")
        }
        return isKey && isValue
    }
}
