import Dispatching
import Model
import Targets

/// Threads that render messages with a helper process, one at a time each: their number is that of
/// the processes. A program that hangs costs its own target, and the others a turn.
final class HelperPool: Sendable {
    private struct Job: Sendable {
        let render: RenderJob
        let inbox: ShardInbox
    }

    private struct State: Sendable {
        var turns = Turns<Job>(
            .init(
                ofQuickMax: Limits.transformationsOfTargetAtOnce,
                ofSlowMax: Limits.transformationsOfSlowTargetAtOnce,
                slowMax: Limits.transformationsSlowAtOnce))
        var isClosed = false
    }

    private let state = Monitor(State())
    private let stopSign = StopSign()

    /// `render` makes one attempt's request, and may block for `Limits.transformationTime`.
    init(
        threads: any EngineThreads, clock: any Clock,
        render: @escaping @Sendable (RenderJob, StopSign) -> RenderedAttempt
    ) throws(EngineError) {
        for index in 0..<Limits.transformationsAtOnce {
            let worker = EngineWorker(.helper(index)) { [state, stopSign] waits in
                switch Self.take(from: state, waits: waits) {
                case .job(let job, of: let name):
                    let start = clock.now
                    let rendered = render(job.render, stopSign)
                    let took = clock.now - start
                    let wasQuick = took <= Limits.transformationQuickMax && !rendered.isLimited
                    state.change { $0.turns.end(of: name, wasQuick: wasQuick) }
                    job.inbox.post(.rendered([rendered]))
                    return true
                case .nothing: return true
                case .closed: return false
                }
            }
            try threads.start(worker)
        }
    }

    func render(_ job: RenderJob, for inbox: ShardInbox) {
        let name = job.target.target.name
        state.change(waking: .one) {
            $0.turns.add(Job(render: job, inbox: inbox), of: name)
        }
        // It may have been set before the job was there to be answered.
        if stopSign.isSet { answerWaiting() }
    }

    /// Ends what runs, and answers what waits and what comes yet by a failure that passes.
    func stop() {
        stopSign.set()
        answerWaiting()
    }

    private func answerWaiting() {
        for job in state.change({ $0.turns.removeAll() }) {
            var failure = RenderFailure(reason: .shuttingDown)
            failure.isPassing = true
            job.inbox.post(
                .rendered([RenderedAttempt(token: job.render.token, result: .failure(failure))]))
        }
    }

    /// Ends the threads once the work is done.
    func close() { state.change { $0.isClosed = true } }

    private enum Turn: Sendable {
        case job(Job, of: String)
        case nothing
        case closed
    }

    private static func take(from state: Monitor<State>, waits: Bool) -> Turn {
        func turn(_ state: inout State) -> Turn {
            if let (name, job) = state.turns.next() { return .job(job, of: name) }
            return state.isClosed && state.turns.isEmpty ? .closed : .nothing
        }
        guard waits else { return state.change(waking: .nobody) { turn(&$0) } }
        return state.wait { state in
            let turn = turn(&state)
            if case .nothing = turn { return nil }
            return turn
        }
    }
}

extension RenderedAttempt {
    /// Its program took more than it may.
    fileprivate var isLimited: Bool {
        guard case .failure(let failure) = result else { return false }
        return failure.reason.code == TargetReason.transformationLimit.code
    }
}
