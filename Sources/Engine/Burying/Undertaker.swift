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
/// `@unchecked Sendable`: `waiting` and `wait` are used only by its thread; the rest is constant.
final class Undertaker: @unchecked Sendable {
    private static let groupMax = 64
    private static let pageSize = 500

    private let store: any Store
    private let files: DeadLetterWriter
    private let settings: EngineSettings
    private let clock: any Clock
    private let instruments: EngineInstruments
    private let logger: Logger
    private let alert: @Sendable (EngineAlert) -> Void
    /// The target of that name, if it is configured, and the version of the configuration.
    private let settled: @Sendable (String) -> (Target?, String)
    private let queue = BlockingQueue<[DeliveryID]>()
    private let exit = ExitLatch(threads: 1)
    private var waiting: [DeliveryID] = []
    private var wait = Milliseconds.zero
    private var isUnwritable = false

    init(
        store: any Store, files: DeadLetterWriter, settings: EngineSettings, clock: any Clock,
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

    func start() throws(EngineError) {
        try WorkerThread.start { [self] in
            run()
            exit.leave()
        }
    }

    /// From any thread: its `burying` is committed.
    func bury(_ delivery: DeliveryID) { queue.append([delivery]) }

    /// Writes what can still be written, and ends.
    func stop() async {
        queue.close()
        await exit.wait()
    }

    // MARK: Its thread

    private func run() {
        findLeftOver()
        while true {
            let timeout: Milliseconds? = waiting.isEmpty ? nil : wait
            guard let more = queue.take(most: .max, timeout: timeout) else { break }
            waiting += more.joined()
            buryAll()
        }
        if wait == .zero { buryAll() }
    }

    private func findLeftOver() {
        var cursor: DeliveryID?
        while true {
            do {
                let page = try store.buryings(after: cursor, limit: Self.pageSize)
                waiting += page
                buryAll()
                guard page.count == Self.pageSize, let last = page.last else { return }
                cursor = last
            } catch {
                logger.warning(
                    "unfinished buryings cannot be read; trying again",
                    metadata: ["error": "\(error)"])
                backOff()
                guard let more = queue.take(most: .max, timeout: wait) else { return }
                waiting += more.joined()
            }
        }
    }

    private func buryAll() {
        while !waiting.isEmpty {
            let group = Array(waiting.prefix(Self.groupMax))
            instruments.buryings.set(Int64(waiting.count))
            guard bury(group: group) else { return backOff() }
            waiting.removeFirst(group.count)
            wait = .zero
        }
        instruments.buryings.set(0)
    }

    private func backOff() {
        wait =
            wait == .zero ? settings.retryWait : min(wait.scaled(by: 2), settings.retryWaitMax)
    }

    /// False: nothing of it is certain; try again.
    private func bury(group: [DeliveryID]) -> Bool {
        var letters: [DeadLetter] = []
        do {
            for id in group {
                if let letter = try letter(of: id) { letters.append(letter) }
            }
        } catch {
            logger.warning(
                "a dead letter's delivery cannot be read; trying again",
                metadata: ["error": "\(error)"])
            return false
        }
        guard !letters.isEmpty else { return true }
        do {
            let names = try files.append(letters)
            if isUnwritable {
                isUnwritable = false
                alert(.deadLettersWritable)
            }
            return record(zip(letters.map(\.delivery.id), names).map { ($0, $1) })
        } catch {
            if !isUnwritable {
                isUnwritable = true
                logger.error(
                    "dead letters cannot be written; their deliveries wait",
                    metadata: ["error": "\(error)", "waiting": "\(waiting.count)"])
                alert(.deadLettersUnwritable("\(error)"))
            }
            return false
        }
    }

    private func record(_ written: [(DeliveryID, String)]) -> Bool {
        let answers = BlockingQueue<Bool>()
        store.record(written.map { DeliveryRecord($0, .dead(file: $1)) }) { result in
            // Refused ones are dead already: their line was written twice, which readers
            // recognise.
            if case .success = result { answers.append(true) } else { answers.append(false) }
        }
        return answers.take(most: 1)?.first ?? false
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

    /// Empty when no request can be made of the event.
    private func curl(
        _ target: Target, _ delivery: Delivery, _ event: Event, _ attempts: Int
    ) -> String {
        let context = AttemptContext(
            delivery: delivery, event: event, attempt: max(1, attempts), now: clock.now)
        guard case .success(let request) = target.request(for: context) else { return "" }
        return target.curlCommand(for: request)
    }
}
