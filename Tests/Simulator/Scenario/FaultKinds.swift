/// What may go wrong in a run. Taking kinds away one by one shows which of them a violation needs.
package struct FaultKinds: OptionSet, Sendable, CustomStringConvertible {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    private static func kind(_ index: UInt32) -> FaultKinds { FaultKinds(rawValue: 1 << index) }

    /// Targets that refuse, hang, answer slowly, ask to wait, reject, revoke, redirect.
    package static let sickTargets = kind(0)
    /// The process dies, at any call it makes to the world or between two of them.
    package static let crashes = kind(1)
    /// It is stopped and started again as an operator does.
    package static let restarts = kind(2)
    /// The disk is full, or busy: writes fail for a while.
    package static let failingStore = kind(3)
    /// A write is committed, and its caller told that it failed.
    package static let ambiguousCommits = kind(4)
    package static let slowStore = kind(5)
    /// An answer that cannot be stored.
    package static let poison = kind(6)
    /// The dead-letter folder cannot be written, or loses half of what it was given.
    package static let failingFolder = kind(7)
    /// The wall clock is set forward or back.
    package static let clockJumps = kind(8)
    /// A node cannot reach the store, and another takes over what it had.
    package static let partitions = kind(9)
    /// Senders go away before they are answered.
    package static let cancelledRequests = kind(10)
    /// People pause, resume, cancel and redrive.
    package static let people = kind(11)
    /// Targets go and come back with a reload; groups move between nodes.
    package static let reloads = kind(12)
    /// Many events at once.
    package static let bursts = kind(13)
    /// Room in memory, and for requests, is very small.
    package static let smallWindows = kind(14)
    /// A destination inside a target takes nothing for a while; the target's others do.
    package static let closedDestinations = kind(15)

    package static let all = FaultKinds(rawValue: 1 << 16 - 1)

    private static let names: [(FaultKinds, String)] = [
        (.sickTargets, "sick targets"), (.crashes, "crashes"), (.restarts, "restarts"),
        (.failingStore, "failing store"), (.ambiguousCommits, "ambiguous commits"),
        (.slowStore, "slow store"), (.poison, "poison"), (.failingFolder, "failing folder"),
        (.clockJumps, "clock jumps"), (.partitions, "partitions"),
        (.cancelledRequests, "cancelled requests"), (.people, "people"), (.reloads, "reloads"),
        (.bursts, "bursts"), (.smallWindows, "small windows"),
        (.closedDestinations, "closed destinations"),
    ]

    package static var each: [FaultKinds] { names.map(\.0) }

    package var description: String {
        let names = Self.names.filter { contains($0.0) }.map(\.1)
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}
