package import DeadLetters
package import Model
package import Store

/// Sends dead letters again: makes a new pending delivery of each one that an order picks. The one
/// way to do it, for the admin API and for commands that have opened the store themselves.
///
/// A redrive carries the letter's `webhook_id`, and the mark (origin, generation), which is unique
/// in the store: repeating an order makes nothing twice, and a redrive that died is one generation
/// on. Whether an engine runs does not matter; the store wakes the one that does.
package struct Redriver: Sendable {
    private let reader: DeadLetterReader
    private let store: any Store
    private let clock: any Clock

    package init(
        reader: DeadLetterReader, store: any Store, clock: any Clock = SystemClock()
    ) {
        self.reader = reader
        self.store = store
        self.clock = clock
    }

    /// Blocks until done; not for Swift's cooperative threads, event loops or the store's thread.
    /// What was made before an error stays made, and repeating the order goes on.
    package func run(_ order: RedriveOrder) throws(RedriveError) -> RedriveReport {
        var run = Run(
            order: order, start: order.continuation?.start ?? clock.now,
            before: order.continuation?.matched ?? 0)
        let summary: DeadLetterReader.Summary
        do throws(DeadLetterError) {
            summary = try reader.read(
                order.filter, from: order.continuation?.place, linesMax: order.linesMax
            ) { letter, _ in step(letter, &run) }
        } catch {
            throw .deadLetters(error)
        }
        _ = send(&run)
        if let failure = run.failure { throw failure }
        run.report.unreadable = summary.unreadable
        (run.report.bytesRead, run.report.bytes) = (summary.bytesRead, summary.bytes)
        run.report.next = summary.next.map { place in
            RedriveContinuation(
                start: run.start, matched: run.before + run.report.matched, place: place)
        }
        return run.report
    }

    /// Letters go to the store batch by batch, so that their events need not all be in memory.
    private struct Run {
        let order: RedriveOrder
        let start: Timestamp
        /// Letters of the steps before.
        let before: Int
        var report = RedriveReport()
        var batch: [RedriveRequest] = []
        var batchBytes = 0
        var failure: RedriveError?

        var isFull: Bool {
            batch.count >= Limits.redriveBatch || batchBytes >= Limits.redriveBatchBytes
        }
        /// If all of the batch is new; what was redriven before does not count.
        var madeAtMost: Int { report.made + batch.count }
    }

    private func step(_ letter: DeadLetter, _ run: inout Run) -> DeadLetterReader.Step {
        if !run.order.isDryRun, run.madeAtMost >= run.order.madeMax {
            guard send(&run) else { return .stop }
            guard run.report.made < run.order.madeMax else { return .stop }
        }
        // One whose deliveries die while it goes on must end all the same.
        if run.order.continuation != nil, run.order.filter.deliveries == nil,
            letter.diedAt > run.start
        {
            return .next
        }
        let request = run.order.request(
            letter, position: run.before + run.report.matched, from: run.start)
        run.report.note(request, of: letter)
        guard !run.order.isDryRun else { return .next }
        run.batch.append(request)
        run.batchBytes += request.event.weight
        return !run.isFull || send(&run) ? .next : .stop
    }

    /// False: the store did not take it.
    private func send(_ run: inout Run) -> Bool {
        guard run.failure == nil else { return false }
        guard !run.batch.isEmpty else { return true }
        let answers = BlockingQueue<Result<[RedriveResult], StoreError>>()
        store.redrive(run.batch) { answers.append($0) }
        let wait = Limits.adminCommitWait
        switch answers.take(most: 1, timeout: wait)?.first {
        case .success(let results)?:
            run.report.note(results)
            (run.batch, run.batchBytes) = ([], 0)
            return true
        case .failure(let error)?: run.failure = .store(error)
        case nil:
            run.failure = .store(
                .unavailable("the store has not committed after \(wait); it may still do so"))
        }
        return false
    }
}

/// Why an order was not carried out to its end.
package enum RedriveError: Error, Equatable, Sendable {
    case store(StoreError)
    case deadLetters(DeadLetterError)
}
