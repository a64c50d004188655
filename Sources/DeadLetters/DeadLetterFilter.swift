package import Model

/// Which dead letters are wanted. All conditions that are set must hold.
package struct DeadLetterFilter: Sendable {
    package var target: String?
    /// A file below the directory, as `append` names it.
    package var file: String?
    /// The reason's code.
    package var code: String?
    /// Died at this moment or later.
    package var since: Timestamp?
    /// Died before this moment.
    package var until: Timestamp?
    package var deliveries: Set<DeliveryID>?

    package init() {}

    func matches(_ letter: DeadLetter) -> Bool {
        (target.map { $0 == letter.delivery.target } ?? true)
            && (code.map { $0 == letter.reason.code } ?? true)
            && (since.map { letter.diedAt >= $0 } ?? true)
            && (until.map { letter.diedAt < $0 } ?? true)
            && (deliveries?.contains(letter.delivery.id) ?? true)
    }

    /// False for a line that is surely not wanted, found without reading all of it. A line that was
    /// not written by `DeadLetter.line` may be.
    func mayStand(in line: [UInt8]) -> Bool {
        guard code != nil || deliveries != nil else { return true }
        return line.withUnsafeBytes { bytes in
            guard let id = DeadLetter.id(inLine: line) else { return true }
            if let deliveries, !deliveries.contains(id) { return false }
            if let code {
                // No text holds these bytes: in a text, quotes have a backslash in front.
                guard let place = bytes.range(of: Self.reason) else { return true }
                let rest = UnsafeRawBufferPointer(rebasing: bytes[place.upperBound...])
                let its = rest.prefix { $0 != UInt8(ascii: "\"") }
                return its.contains(UInt8(ascii: "\\")) || its.elementsEqual(code.utf8)
            }
            return true
        }
    }

    private static let reason = Array("\"reason\":{\"code\":\"".utf8)

    /// False for a file that cannot hold anything wanted; a file's name is its day.
    func mayStand(in file: String) -> Bool {
        if let wanted = self.file, wanted != file { return false }
        let parts = file.split(separator: "/")
        guard parts.count == 2 else { return false }
        if let target, TargetFolder.name(of: target) != parts[0] { return false }
        let day = parts[1].prefix { $0 != "." }
        if let since, day < since.day { return false }
        if let until, day > until.day { return false }
        return true
    }
}

extension UnsafeRawBufferPointer {
    /// The first place where `needle` stands; it is near the beginning, or nowhere.
    fileprivate func range(of needle: [UInt8]) -> Range<Int>? {
        guard count >= needle.count else { return nil }
        for start in 0...(count - needle.count)
        where self[start] == needle[0] && self[start...].starts(with: needle) {
            return start..<(start + needle.count)
        }
        return nil
    }
}
