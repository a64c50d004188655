package import Logging
package import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// When new events are refused although everything works: the disk is nearly full, or too much
/// waits already. Deliveries go on, and so both end by themselves.
package struct IntakeLimits: Equatable, Sendable {
    package var diskFreeBytesMin = Int64(Limits.diskFreeBytesMin)
    /// Of the whole disk; the smaller of both counts.
    package var diskFreePercentMin = Int64(Limits.diskFreePercentMin)
    package var backlogDeliveriesMax = Limits.backlogDeliveriesMax

    package init() {}
}

/// What a file system has, in bytes.
package struct DiskSpace: Equatable, Sendable {
    /// What this process may still use.
    package var free: Int64
    package var total: Int64

    package init(free: Int64, total: Int64) {
        self.free = free
        self.total = total
    }

    /// Of the file system that holds a path; nil when the system does not say. Source: statvfs(3).
    package static func of(_ path: String) -> DiskSpace? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let block = Int64(clamping: status.f_frsize)
        return DiskSpace(
            free: Int64(clamping: status.f_bavail) * block,
            total: Int64(clamping: status.f_blocks) * block)
    }
}

/// Watches the disk and the backlog as events come: it looks at most four times a second, and not
/// at all while nothing comes. Lock-free on the way of a request; any thread.
package final class IntakeWatch: Sendable {
    private static let interval = Milliseconds(250)

    private let limits: IntakeLimits
    private let space: @Sendable () -> DiskSpace?
    private let backlog: @Sendable () -> Int
    private let clock: any Clock
    private let logger: Logger
    private let checkedAt = Atomic<Int64>(.min)
    /// 0: nothing is wrong; else the index in `words`, plus one.
    private let found = Atomic<Int>(0)

    private static let words: [Refusal] = [.diskLow, .backlogFull]

    /// `space` and `backlog` must not block for long.
    package init(
        limits: IntakeLimits, space: @escaping @Sendable () -> DiskSpace?,
        backlog: @escaping @Sendable () -> Int, clock: any Clock, logger: Logger
    ) {
        self.limits = limits
        self.space = space
        self.backlog = backlog
        self.clock = clock
        self.logger = logger
    }

    /// Why no new event may be taken; nil: it may.
    package func refusal() -> Refusal? {
        let now = clock.now.milliseconds
        let last = checkedAt.load(ordering: .relaxed)
        // A clock that was set back must not end the checks.
        if last == .min || now < last || now - last >= Self.interval.count,
            checkedAt.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
        {
            look()
        }
        let index = found.load(ordering: .relaxed)
        return index == 0 ? nil : Self.words[index - 1]
    }

    private func look() {
        let before = found.load(ordering: .relaxed)
        let refusal = judge(before == 0 ? nil : Self.words[before - 1])
        let after = refusal.flatMap { Self.words.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        guard found.exchange(after, ordering: .relaxed) != after else { return }
        switch refusal {
        case .diskLow?:
            logger.error(
                "the disk is nearly full: senders get 503, deliveries go on; free some space",
                metadata: ["free_bytes": "\(space()?.free ?? 0)"])
        case .backlogFull?:
            logger.error(
                "too many deliveries wait: senders get 503, deliveries go on",
                metadata: ["deliveries": "\(backlog())"])
        default:
            logger.notice("new events are taken again")
        }
    }

    /// What was too little has to become a tenth more than enough, so that it does not flutter.
    private func judge(_ before: Refusal?) -> Refusal? {
        if let space = space() {
            let least = min(
                limits.diskFreeBytesMin, space.total / 100 * limits.diskFreePercentMin)
            if space.free < (before == .diskLow ? least + least / 10 : least) { return .diskLow }
        }
        let most = limits.backlogDeliveriesMax
        if backlog() >= (before == .backlogFull ? most - most / 10 : most) { return .backlogFull }
        return nil
    }
}
