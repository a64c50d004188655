/// Names of header fields to hold a request's names against: a few, compared without hashing.
package struct HeaderNames: Sendable {
    private let names: [String]
    /// Bit n: there is a name of n bytes. All of 63 and more share one bit.
    private let lengths: UInt64

    package init(_ names: some Sequence<String>) {
        self.names = Array(names)
        lengths = self.names.reduce(0) { $0 | Self.bit($1) }
    }

    /// Without case.
    package func contains(_ name: String) -> Bool {
        lengths & Self.bit(name) != 0 && names.contains { HeaderList.equal($0, name) }
    }

    private static func bit(_ name: String) -> UInt64 { 1 << UInt64(min(name.utf8.count, 63)) }
}
