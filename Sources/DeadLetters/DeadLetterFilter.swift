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
