package import DeadLetters
package import Dispatching
package import Model
package import Store

/// Sends dead letters again: makes a new pending delivery of each one that a filter picks.
///
/// A redrive carries the letter's `webhook_id`, and the mark (origin, generation), which is unique
/// in the store: repeating a redrive makes nothing twice. Whether an engine runs does not matter;
/// the store wakes the one that does.
package struct Redriver: Sendable {
    /// What to redrive, and how.
    package struct Order: Sendable {
        package var filter = DeadLetterFilter()
        /// Only count what would be redriven.
        package var isDryRun = false
        /// How fast; nil: as fast as the store takes it.
        package var rate: Rate?
        /// Old target name → its successor, for targets that were renamed.
        package var renamed: [String: String] = [:]

        package init() {}
    }

    package struct Report: Equatable, Sendable {
        /// Letters that the filter picked.
        package var matched = 0
        /// New deliveries; in a dry run those that would be asked for.
        package var made = 0
        /// Redriven before: nothing was done.
        package var existed = 0
        /// Lines that could not be read.
        package var unreadable = 0
        /// `matched`, by target.
        package var byTarget: [String: Int] = [:]

        package init() {}
    }

    /// Letters redriven in one transaction.
    private static let batchMax = 100

    private let reader: DeadLetterReader
    private let store: any Store
    private let clock: any Clock
    private let pause: @Sendable (Milliseconds) -> Void

    /// `pause` blocks for a while, to keep a rate.
    package init(
        reader: DeadLetterReader, store: any Store, clock: any Clock = SystemClock(),
        pause: @escaping @Sendable (Milliseconds) -> Void = { SystemThread.sleep($0) }
    ) {
        self.reader = reader
        self.store = store
        self.clock = clock
        self.pause = pause
    }

    /// Blocks until done; not for Swift's cooperative threads. `progress` is called after each
    /// batch and ends the run by answering false. What was made before an error stays made.
    package func run(
        _ order: Order, progress: (Report) -> Bool = { _ in true }
    ) throws(EngineError) -> Report {
        var report = Report()
        var batch: [RedriveRequest] = []
        var failure: EngineError?
        var bucket = order.rate.map { TokenBucket($0) }
        let batchMax = order.rate == nil ? Self.batchMax : 1
        func send() -> Bool {
            defer { batch = [] }
            if !order.isDryRun, !batch.isEmpty {
                waitForTurn(&bucket)
                do throws(EngineError) {
                    try redrive(batch, &report)
                } catch {
                    failure = error
                    return false
                }
            }
            return progress(report)
        }
        do {
            let summary = try reader.read(order.filter) { letter, _ in
                report.matched += 1
                report.byTarget[letter.delivery.target, default: 0] += 1
                if order.isDryRun { report.made += 1 }
                batch.append(request(of: letter, order))
                guard batch.count >= batchMax else { return .next }
                return send() ? .next : .stop
            }
            report.unreadable = summary.unreadable
        } catch {
            throw .deadLetters(error.description)
        }
        if failure == nil, !batch.isEmpty { _ = send() }
        if let failure { throw failure }
        return report
    }

    private func request(of letter: DeadLetter, _ order: Order) -> RedriveRequest {
        let delivery = letter.delivery
        return RedriveRequest(
            origin: delivery.redrive?.origin ?? delivery.id,
            generation: (delivery.redrive?.generation ?? 0) + 1,
            target: order.renamed[delivery.target] ?? delivery.target,
            webhookID: delivery.webhookID, destination: delivery.destination,
            routes: delivery.routes, now: clock.now, event: letter.event)
    }

    private func waitForTurn(_ bucket: inout TokenBucket?) {
        guard bucket != nil else { return }
        var now = clock.now
        while let moment = bucket?.readyAt(now) {
            pause(moment - now)
            now = max(moment, clock.now)
        }
        bucket?.take()
    }

    private func redrive(
        _ batch: [RedriveRequest], _ report: inout Report
    ) throws(EngineError) {
        let answers = BlockingQueue<Result<[RedriveResult], StoreError>>()
        store.redrive(batch) { answers.append($0) }
        guard let answer = answers.take(most: 1)?.first else { return }
        switch answer {
        case .failure(let error): throw .store(error.description)
        case .success(let results):
            for result in results {
                switch result {
                case .made: report.made += 1
                case .exists: report.existed += 1
                }
            }
        }
    }
}
