import Dispatching
import Model
import Targets

/// An attempt for which a request is to be made.
struct RenderJob: Sendable {
    let token: AttemptToken
    let target: TargetRuntime
    let leased: LeasedDelivery
    var access: AccessToken?
}

struct RenderedAttempt: Sendable {
    let token: AttemptToken
    let result: Result<OutboundRequest, RenderFailure>
    var thread: Thread?

    /// The thread that the message belongs to.
    struct Thread: Sendable {
        let key: ThreadKey
        /// It replies to the thread's first message; else it is the first.
        let isReply: Bool
    }
}

/// Threads that render messages, so that a heavy template never holds up a shard's sockets.
///
/// Jobs come and go in batches: under load, a hop between threads is shared by many attempts.
final class RenderPool: Sendable {
    private struct Batch: Sendable {
        let jobs: [RenderJob]
        let inbox: ShardInbox
    }

    /// Small enough for all threads to get some of a burst.
    private static let batchMax = 32

    private let queue = BlockingQueue<Batch>()
    private let helpers: HelperPool
    let messageThreads: Threads

    init(
        workers: Int, threads: any EngineThreads, clock: any Clock, messageThreads: Threads
    ) throws(EngineError) {
        self.messageThreads = messageThreads
        helpers = try HelperPool(threads: threads) { job in
            Self.rendered(job, clock.now, messageThreads)
        }
        for index in 0..<max(1, workers) {
            let worker = EngineWorker(.renderer(index)) { [queue] waits in
                let timeout: Milliseconds? = waits ? nil : .zero
                guard let batches = queue.take(most: 1, timeout: timeout) else { return false }
                for batch in batches { Self.render(batch, clock.now, messageThreads) }
                return true
            }
            try threads.start(worker)
        }
    }

    /// Renders them on other threads; the results go to `inbox`.
    func render(_ jobs: [RenderJob], for inbox: ShardInbox) {
        var jobs = jobs
        if jobs.contains(where: \.target.target.isTransformed) {
            let transformed = jobs.partition { $0.target.target.isTransformed }
            for job in jobs[transformed...] { helpers.render(job, for: inbox) }
            jobs.removeSubrange(transformed...)
        }
        var start = 0
        while start < jobs.count {
            let end = min(jobs.count, start + Self.batchMax)
            queue.append(Batch(jobs: Array(jobs[start..<end]), inbox: inbox))
            start = end
        }
    }

    /// Ends the threads once the work is done.
    func close() {
        queue.close()
        helpers.close()
    }

    private static func render(_ batch: Batch, _ now: Timestamp, _ threads: Threads) {
        batch.inbox.post(.rendered(batch.jobs.map { rendered($0, now, threads) }))
    }

    private static func rendered(
        _ job: RenderJob, _ now: Timestamp, _ threads: Threads
    ) -> RenderedAttempt {
        var context = context(job.leased, now)
        context.access = job.access
        let key = job.target.target.threadKey(for: context)
        context.thread = key.flatMap { threads.message($0) }
        return RenderedAttempt(
            token: job.token, result: job.target.target.request(for: context),
            thread: key.map { .init(key: $0, isReply: context.thread != nil) })
    }

    /// Renders one on the calling thread. `now` is the wall clock's time: signatures carry it.
    static func request(
        _ leased: LeasedDelivery, _ target: TargetRuntime, _ now: Timestamp
    ) -> Result<OutboundRequest, RenderFailure> {
        target.target.request(for: context(leased, now))
    }

    private static func context(_ leased: LeasedDelivery, _ now: Timestamp) -> AttemptContext {
        AttemptContext(
            delivery: leased.delivery, event: leased.event, attempt: leased.attempts + 1, now: now)
    }
}
