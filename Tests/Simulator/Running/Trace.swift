import Model

/// What happened in a run, kept small: text is made only of what is printed.
final class Trace {
    struct Entry {
        let at: Timestamp
        let node: Int
        let what: StaticString
        let delivery: DeliveryID?
        let target: String?
        let value: Int64
    }

    private(set) var entries: [Entry] = []
    /// Stands for the whole run: two runs of a seed have the same.
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    unowned var world: Simulation?

    func note(
        _ life: Life?, _ what: StaticString, delivery: DeliveryID? = nil, target: String? = nil,
        value: Int64 = 0
    ) {
        let now = world?.now ?? .zero
        entries.append(
            Entry(
                at: now, node: life?.node ?? -1, what: what, delivery: delivery, target: target,
                value: value))
        mix(UInt64(bitPattern: now.milliseconds))
        mix(UInt64(what.utf8CodeUnitCount))
        mix(delivery?.uuid.low ?? 0)
        mix(UInt64(bitPattern: value))
    }

    private func mix(_ word: UInt64) { digest = (digest ^ word) &* 0x100_0000_01b3 }

    /// The last entries that have to do with a violation: about its delivery, its target, or all.
    func lines(about delivery: DeliveryID?, target: String?, most: Int) -> [String] {
        var found: [Entry] = []
        var ofOthers = 0
        for entry in entries.reversed() where found.count < most {
            let isOwn = entry.delivery != nil && entry.delivery == delivery
            let isOfTarget = entry.delivery == nil && entry.target == target
            let isOfWorld = entry.delivery == nil && entry.target == nil
            if isOwn || (isOfTarget && target != nil) || isOfWorld {
                found.append(entry)
            } else if entry.target == target, target != nil, ofOthers < most / 2 {
                ofOthers += 1
                found.append(entry)
            }
        }
        return found.reversed().map(Self.line)
    }

    private static func line(_ entry: Entry) -> String {
        var text = entry.at.clock + (entry.node < 0 ? "   " : " n\(entry.node)") + " \(entry.what)"
        if let target = entry.target { text += " " + target }
        if let delivery = entry.delivery { text += " " + delivery.short }
        return entry.value == 0 ? text : text + " (\(entry.value))"
    }
}

extension Timestamp {
    /// Days, hours, minutes and seconds of the run.
    var clock: String {
        let elapsed = (self - Simulation.beginning).count
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let rest = elapsed % 1000
        return "\(elapsed / 86_400_000)d \(two(elapsed / 3_600_000 % 24)):"
            + "\(two(elapsed / 60_000 % 60)):\(two(elapsed / 1000 % 60))."
            + (rest < 10 ? "00\(rest)" : rest < 100 ? "0\(rest)" : "\(rest)")
    }
}

extension DeliveryID {
    /// Enough of it to tell it from others of the run.
    var short: String { "dlv…" + description.suffix(8) }
}
