import DeadLetters
import Logging
import Model
import Store
import Targets

/// Writes the dead-letter lines of deliveries that were given up, on a thread of its own.
///
/// A delivery is `burying` in the store when it comes here. Its line is written and fsynced, then
/// it is recorded as `dead`. While the folder or the store fails it stays `burying`, and is tried
/// again; after a restart too.
///
/// `@unchecked Sendable`: the variables are used only by its thread; the rest is constant.
final class Undertaker: @unchecked Sendable {
    private static let groupMax = 64
    private static let pageSize = 500

    private let store: any Store
    private let files: any DeadLetterFiles
    private let settings: EngineSettings
    private let clock: any Clock
    private let instruments: EngineInstruments
    private let logger: Logger
    private let alert: @Sendable (EngineAlert) -> Void
    /// The target of that name, if it is configured, and the version of the configuration.
    private let settled: @Sendable (String) -> (Target?, String)
    private let queue = BlockingQueue<[DeliveryID]>()
    private let exit = ExitLatch(threads: 1)
    private var waiting: [Waiting] = []
    /// How far the buryings that a crash left have been found.
    private var lastLeftOver: DeliveryID?
    private var hasFoundLeftOver = false
    /// Their lines are on disk; the store has not taken it yet.
    private var written: [(DeliveryID, file: String)] = []
    private var wait = Milliseconds.zero
    /// Targets whose folder could not be written the last time.
    private var unwritable: Set<String> = []

    private struct Waiting {
        let delivery: DeliveryID
        /// Known once it was read.
        var target: String?
    }

    init(
        store: any Store, files: any DeadLetterFiles, settings: EngineSettings, clock: any Clock,
        instruments: EngineInstruments, logger: Logger,
        alert: @escaping @Sendable (EngineAlert) -> Void,
        settled: @escaping @Sendable (String) -> (Target?, String)
    ) {
        self.store = store
        self.files = files
        self.settings = settings
        self.clock = clock
        self.instruments = instruments
        self.logger = logger
        self.alert = alert
        self.settled = settled
    }

    func start(on threads: any EngineThreads) throws(EngineError) {
        let worker = EngineWorker(.undertaker) { [self] waits in
            if turn(waits: waits) { return true }
            exit.leave()
            return false
        }
        try threads.start(worker)
    }

    /// From any thread: its `burying` is committed.
    func bury(_ delivery: DeliveryID) { queue.append([delivery]) }

    /// Writes what can still be written, and ends.
    func stop() async {
        queue.close()
        await exit.wait()
    }

    // MARK: Its thread

    /// One turn of its thread's loop. False: it was stopped.
    private func turn(waits: Bool) -> Bool {
        if !hasFoundLeftOver { findLeftOver() }
        let timeout: Milliseconds? = isDone ? nil : wait
        guard let more = queue.take(most: .max, timeout: waits ? timeout : .zero) else {
            if wait == .zero { buryAll() }
            return false
        }
        add(more.joined())
        // Until what a crash left is known, the store does not answer.
        if hasFoundLeftOver { buryAll() }
        return true
    }

    private var isDone: Bool { hasFoundLeftOver && waiting.isEmpty && written.isEmpty }

    private func add(_ deliveries: some Sequence<DeliveryID>) {
        waiting += deliveries.map { Waiting(delivery: $0) }
    }

    /// Goes on where the store failed the last time.
    private func findLeftOver() {
        do {
            while !hasFoundLeftOver {
                let page = try store.buryings(after: lastLeftOver, limit: Self.pageSize)
                hasFoundLeftOver = page.count < Self.pageSize
                lastLeftOver = page.last ?? lastLeftOver
                add(page)
                buryAll()
            }
        } catch {
            logger.warning(
                "unfinished buryings cannot be read; trying again",
                metadata: ["error": "\(error)"])
            backOff()
        }
    }

    /// One pass over all that wait. What cannot be buried now waits for the next one, and holds up
    /// nothing of other targets.
    private func buryAll() {
        var refused: Set<String> = []
        var later: [Waiting] = []
        var next = 0
        var storeWorks = recordWritten()
        while storeWorks, next < waiting.count {
            instruments.buryings.set(Int64(waiting.count - next + later.count))
            var group: [Waiting] = []
            while next < waiting.count, group.count < Self.groupMax {
                let body = waiting[next]
                next += 1
                if let target = body.target, refused.contains(target) {
                    later.append(body)
                } else {
                    group.append(body)
                }
            }
            storeWorks = bury(group, &refused, &later)
        }
        waiting = later + waiting[next...]
        instruments.buryings.set(Int64(waiting.count))
        if isDone { wait = .zero } else { backOff() }
    }

    private func backOff() {
        wait =
            wait == .zero ? settings.retryWait : min(wait.scaled(by: 2), settings.retryWaitMax)
    }

    /// False: the store cannot be read or written; go on another time.
    private func bury(
        _ group: [Waiting], _ refused: inout Set<String>, _ later: inout [Waiting]
    ) -> Bool {
        var letters: [DeadLetter] = []
        do {
            for body in group {
                if let letter = try letter(of: body.delivery) { letters.append(letter) }
            }
        } catch {
            logger.warning(
                "a dead letter's delivery cannot be read; trying again",
                metadata: ["error": "\(error)"])
            later += group
            return false
        }
        if !write(letters, &refused) {
            later += letters.filter { refused.contains($0.delivery.target) }.map {
                Waiting(delivery: $0.delivery.id, target: $0.delivery.target)
            }
        }
        return recordWritten()
    }

    /// All together, with one fsync a file; when that fails, target by target. False: those of
    /// the targets that are `refused` now were not written.
    private func write(
        _ letters: [DeadLetter], _ refused: inout Set<String>
    ) -> Bool {
        guard !letters.isEmpty else { return true }
        do {
            try append(letters)
            return true
        } catch {
            for (target, its) in Dictionary(grouping: letters, by: \.delivery.target) {
                do {
                    try append(its)
                } catch {
                    refused.insert(target)
                    noteRefused(target, error)
                }
            }
            return refused.isEmpty
        }
    }

    private func append(_ letters: [DeadLetter]) throws(DeadLetterError) {
        let names = try files.append(letters)
        written += zip(letters, names).map { ($0.delivery.id, file: $1) }
        for letter in letters {
            let place = TargetPlace(
                letter.delivery.target, destination: letter.delivery.destination)
            alert(.deadLetter(place, source: letter.event.source, reason: letter.reason))
        }
        guard !unwritable.isEmpty else { return }
        for letter in letters { unwritable.remove(letter.delivery.target) }
        if unwritable.isEmpty { alert(.deadLettersWritable) }
    }

    private func noteRefused(_ target: String, _ error: DeadLetterError) {
        let isFirst = unwritable.isEmpty
        guard unwritable.insert(target).inserted else { return }
        logger.error(
            "dead letters cannot be written; their deliveries wait",
            metadata: ["target": "\(target)", "error": "\(error)"])
        if isFirst { alert(.deadLettersUnwritable("\(error)")) }
    }

    /// False: not now. Their lines are not written again for that.
    private func recordWritten() -> Bool {
        guard !written.isEmpty else { return true }
        let answers = BlockingQueue<Bool>()
        store.record(written.map { DeliveryRecord($0, .dead(file: $1)) }) { result in
            // Refused ones are dead already: their line was written twice, which readers
            // recognise.
            if case .success = result { answers.append(true) } else { answers.append(false) }
        }
        guard answers.take(most: 1)?.first == true else { return false }
        written = []
        return true
    }

    /// Nil: there is nothing to bury any more.
    private func letter(of id: DeliveryID) throws(StoreError) -> DeadLetter? {
        guard let detail = try store.delivery(id), detail.summary.state == .burying,
            let event = try store.event(detail.summary.event)
        else { return nil }
        let delivery = detail.summary.delivery
        let reason =
            detail.summary.reason ?? detail.attempts.last?.outcome.reason
            ?? Reason(code: "unknown", message: "no reason was kept")
        let (target, version) = settled(delivery.target)
        return DeadLetter(
            delivery: delivery, event: event, reason: reason, attempts: detail.attempts,
            diedAt: clock.now, configurationVersion: version,
            curl: target.map { curl($0, delivery, event, detail.attempts.count) } ?? "")
    }

    /// Empty when no request can be made of the event, or only with a helper process: lines of
    /// other targets would wait for it.
    private func curl(
        _ target: Target, _ delivery: Delivery, _ event: Event, _ attempts: Int
    ) -> String {
        guard !target.isTransformed else { return "" }
        let context = AttemptContext(
            delivery: delivery, event: event, attempt: max(1, attempts), now: clock.now)
        guard case .success(let request) = target.request(for: context) else { return "" }
        return target.curlCommand(for: request)
    }
}
