/// One of our own identifiers: a UUIDv7 that says by its prefix what it names.
///
/// Distinct types, so that an event's id cannot be passed where a delivery's is meant.
package protocol PrefixedID: Hashable, Sendable, Comparable, CustomStringConvertible {
    static var prefix: String { get }
    var uuid: UUIDv7 { get }
    init(uuid: UUIDv7)
}

extension PrefixedID {
    /// Reads the prefix and 32 lowercase hex digits; anything else is nil.
    package init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix),
            let uuid = UUIDv7(hex: text.dropFirst(Self.prefix.count))
        else { return nil }
        self.init(uuid: uuid)
    }

    package static func make(at time: Timestamp) -> Self { Self(uuid: UUIDv7(at: time)) }

    package var description: String {
        String(unsafeUninitializedCapacity: Self.prefix.utf8.count + 32) { buffer in
            let start = Self.prefix.withBytes { buffer.update(fromContentsOf: $0) }
            uuid.writeHex(to: UnsafeMutableBufferPointer(rebasing: buffer[start..<start + 32]))
            return start + 32
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.uuid < right.uuid }
}

/// Names one stored event: `evt_…`.
package struct EventID: PrefixedID {
    package static let prefix = "evt_"
    package let uuid: UUIDv7
    package init(uuid: UUIDv7) { self.uuid = uuid }
}

/// Names one delivery: `dlv_…`. It is also the `webhook-id` of its attempts, and of every redrive
/// of it.
package struct DeliveryID: PrefixedID {
    package static let prefix = "dlv_"
    package let uuid: UUIDv7
    package init(uuid: UUIDv7) { self.uuid = uuid }
}
