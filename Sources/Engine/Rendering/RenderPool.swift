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
    private let clock: any Clock
    let messageThreads: Threads
    let candidates = KnownCandidates()

    init(
        workers: Int, threads: any EngineThreads, clock: any Clock, messageThreads: Threads
    ) throws(EngineError) {
        self.clock = clock
        self.messageThreads = messageThreads
        for index in 0..<max(1, workers) {
            let worker = EngineWorker(.renderer(index)) { [queue, clock, candidates] waits in
                let timeout: Milliseconds? = waits ? nil : .zero
                guard let batches = queue.take(most: 1, timeout: timeout) else { return false }
                for batch in batches { Self.render(batch, clock.now, messageThreads, candidates) }
                return true
            }
            try threads.start(worker)
        }
    }

    /// Renders them on another thread; the results go to `inbox`.
    func render(_ jobs: [RenderJob], for inbox: ShardInbox) {
        var start = 0
        while start < jobs.count {
            let end = min(jobs.count, start + Self.batchMax)
            queue.append(Batch(jobs: Array(jobs[start..<end]), inbox: inbox))
            start = end
        }
    }

    /// Ends the threads once the work is done.
    func close() { queue.close() }

    private static func render(
        _ batch: Batch, _ now: Timestamp, _ threads: Threads, _ candidates: KnownCandidates
    ) {
        let rendered = batch.jobs.map { job in
            var context = context(job.leased, now)
            context.access = job.access
            context.candidate = job.candidate
            var known: KnownCandidates.Key?
            switch job.target.target.lookup(for: context) {
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
            let key = job.target.target.threadKey(for: context)
            context.thread = key.flatMap { threads.message($0) }
            return RenderedAttempt(
                token: job.token,
                result: job.target.target.request(for: context).map { .message($0) },
                thread: key.map { .init(key: $0, isReply: context.thread != nil) },
                candidate: known)
        }
        batch.inbox.post(.rendered(rendered))
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
