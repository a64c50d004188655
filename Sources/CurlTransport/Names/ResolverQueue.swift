import Model

/// The resolver pool's bookkeeping: which names are known, which wait for a thread. Pure.
struct ResolverQueue {
    enum Answer: Equatable {
        case known(ResolvedName)
        case failed(LookupFailure)
        case pending
    }

    private struct Name {
        var resolved: ResolvedName?
        /// `resolved` may be used until then, although it is no longer fresh.
        var staleUntil: Int64 = 0
        var failure: LookupFailure?
        var failedUntil: Int64 = 0
        var isSuspect = false
        /// Waits for a thread, or is being looked up.
        var isBusy = false
        var listeners: [any NameListener] = []
    }

    private let settings: ResolverSettings
    private var names: [String: Name] = [:]
    private var queue = NameQueue()
    private var suspects = NameQueue()
    private var running: Set<String> = []
    private(set) var threads = 0
    private(set) var suspectsRunning = 0
    private var generation: UInt64 = 0

    init(settings: ResolverSettings) {
        precondition(settings.threadsMax > 0 && settings.suspectThreadsMax > 0)
        self.settings = settings
    }

    /// `startsThread`: one more thread is to call `next` until it gets nil.
    mutating func ask(
        _ text: String, listener: any NameListener, now: Int64
    ) -> (answer: Answer, startsThread: Bool) {
        var name = names[text] ?? Name()
        defer { names[text] = name }
        if let resolved = name.resolved, now < resolved.freshUntilMicroseconds {
            return (.known(resolved), false)
        }
        let isStaleUsable = name.resolved != nil && now < name.staleUntil
        if let failure = name.failure, now < name.failedUntil {
            if isStaleUsable, let resolved = name.resolved { return (.known(resolved), false) }
            return (.failed(failure), false)
        }
        var startsThread = false
        if !name.isBusy {
            forgetOld(now: now)
            name.isBusy = true
            startsThread = enqueue(text, isSuspect: name.isSuspect)
        }
        if isStaleUsable, let resolved = name.resolved {
            return (.known(resolved), startsThread)
        }
        if !name.listeners.contains(where: { $0 === listener }) { name.listeners.append(listener) }
        return (.pending, startsThread)
    }

    /// The next name for a free thread; nil: the thread is to end.
    mutating func next() -> String? {
        if let name = queue.popFirst() {
            running.insert(name)
            return name
        }
        if suspectsRunning < settings.suspectThreadsMax, let name = suspects.popFirst() {
            suspectsRunning += 1
            return name
        }
        threads -= 1
        return nil
    }

    /// Returns whom to tell.
    mutating func finished(
        _ text: String, _ result: Result<[IPAddress], LookupFailure>, isSlow: Bool, now: Int64
    ) -> [any NameListener] {
        if running.remove(text) == nil { suspectsRunning -= 1 }
        var name = names[text] ?? Name()
        defer { names[text] = name }
        let listeners = name.listeners
        name.listeners = []
        name.isBusy = false
        switch result {
        case .success(let addresses):
            name.isSuspect = isSlow
            name.failure = nil
            if name.resolved?.addresses != addresses { generation += 1 }
            name.resolved = ResolvedName(
                addresses: addresses,
                generation: name.resolved?.addresses == addresses
                    ? name.resolved?.generation ?? generation : generation,
                freshUntilMicroseconds: now + settings.freshTime.count * 1000)
            name.staleUntil = now + (settings.freshTime + settings.staleTime).count * 1000
        case .failure(let failure):
            name.isSuspect = isSlow || failure != .notFound
            name.failure = failure
            name.failedUntil = now + settings.failedTime.count * 1000
            // "No such name" is an answer; the old one is wrong now.
            if failure == .notFound { name.resolved = nil }
        }
        return listeners
    }

    /// The operating system gave no thread: when none is left, nobody would look up what waits.
    mutating func threadFailed(now: Int64) -> [(String, any NameListener)] {
        threads -= 1
        guard threads == 0 else { return [] }
        var told: [(String, any NameListener)] = []
        let failure = LookupFailure.failed(detail: "the system gave no thread for it")
        while let text = queue.popFirst() ?? suspects.popFirst() {
            guard var name = names[text] else { continue }
            told += name.listeners.map { (text, $0) }
            name.listeners = []
            name.isBusy = false
            name.failure = failure
            name.failedUntil = now + settings.failedTime.count * 1000
            names[text] = name
        }
        return told
    }

    private mutating func enqueue(_ text: String, isSuspect: Bool) -> Bool {
        if isSuspect {
            suspects.append(text)
            guard suspectsRunning < settings.suspectThreadsMax else { return false }
        } else {
            queue.append(text)
        }
        guard threads < settings.threadsMax else { return false }
        threads += 1
        return true
    }

    private mutating func forgetOld(now: Int64) {
        guard names.count >= settings.namesMax else { return }
        names = names.filter { _, name in
            name.isBusy || name.staleUntil > now || name.failedUntil > now
        }
    }
}

/// First in, first out; the front is given back in one go when the queue runs empty or half of it
/// is used up.
private struct NameQueue {
    private var names: [String] = []
    private var head = 0

    mutating func append(_ name: String) { names.append(name) }

    mutating func popFirst() -> String? {
        guard head < names.count else { return nil }
        let name = names[head]
        head += 1
        if head * 2 >= names.count {
            names.removeFirst(head)
            head = 0
        }
        return name
    }
}
