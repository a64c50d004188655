import Dispatching
import Model
import Targets

/// An attempt for which a request is to be made.
struct RenderJob: Sendable {
    let token: AttemptToken
    let target: TargetRuntime
    let leased: LeasedDelivery
    var access: AccessToken?
    /// What a lookup found.
    var candidate: String?
}

struct RenderedAttempt: Sendable {
    let token: AttemptToken
    let result: Result<Request, RenderFailure>
    var thread: Thread?
    /// Whom it is about, where an earlier lookup said it.
    var candidate: KnownCandidates.Key?

    enum Request: Sendable {
        case message(OutboundRequest)
        /// Comes first: whom the message is about is not known.
        case lookup(CandidateLookup)
    }

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
    let candidates = KnownCandidates()

    init(
        workers: Int, threads: any EngineThreads, clock: any Clock, messageThreads: Threads
    ) throws(EngineError) {
        self.messageThreads = messageThreads
        let renderer = Renderer(threads: messageThreads, candidates: candidates)
        helpers = try HelperPool(threads: threads, clock: clock) {
            renderer.rendered($0, clock.now, until: $1)
        }
        for index in 0..<max(1, workers) {
            let worker = EngineWorker(.renderer(index)) { [queue] waits in
                let timeout: Milliseconds? = waits ? nil : .zero
                guard let batches = queue.take(most: 1, timeout: timeout) else { return false }
                let now = clock.now
                for batch in batches {
                    batch.inbox.post(
                        .rendered(batch.jobs.map { renderer.rendered($0, now) }))
                }
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

    /// Ends the programs that run, and starts no more: what waits for one fails, as what may work
    /// later. For shards that end.
    func stopPrograms() { helpers.stop() }

    /// Ends the threads once the work is done.
    func close() {
        queue.close()
        helpers.close()
    }

    /// Renders one on the calling thread. `now` is the wall clock's time: signatures carry it.
    static func request(
        _ leased: LeasedDelivery, _ target: TargetRuntime, _ now: Timestamp
    ) -> Result<OutboundRequest, RenderFailure> {
        target.target.request(for: context(leased, now))
    }

    fileprivate static func context(_ leased: LeasedDelivery, _ now: Timestamp) -> AttemptContext {
        AttemptContext(
            delivery: leased.delivery, event: leased.event, attempt: leased.attempts + 1, now: now)
    }
}

/// Makes the request of an attempt from what other deliveries have found out.
private struct Renderer: Sendable {
    let threads: Threads
    let candidates: KnownCandidates

    func rendered(
        _ job: RenderJob, _ now: Timestamp, until stop: StopSign? = nil
    ) -> RenderedAttempt {
        let target = job.target.target
        var context = RenderPool.context(job.leased, now)
        context.stop = stop
        context.access = job.access
        context.candidate = job.candidate
        var known: KnownCandidates.Key?
        switch target.lookup(for: context) {
        case .success(nil): break
        case .success(let lookup?):
            guard let id = candidates.candidate(lookup, now) else {
                return RenderedAttempt(token: job.token, result: .success(.lookup(lookup)))
            }
            context.candidate = id
            known = KnownCandidates.Key(lookup)
        case .failure(let failure):
            return RenderedAttempt(token: job.token, result: .failure(failure))
        }
        let key = target.threadKey(for: context)
        context.thread = key.flatMap { threads.message($0) }
        return RenderedAttempt(
            token: job.token, result: target.request(for: context).map { .message($0) },
            thread: key.map { .init(key: $0, isReply: context.thread != nil) },
            candidate: known)
    }
}
