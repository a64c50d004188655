import Model
import Synchronization

@testable import Engine

/// The world outside: takes every request of every transport, and answers as the test said.
final class FakeTargets: Sendable {
    enum Answer: Sendable {
        case status(Int, headers: HeaderList = HeaderList(), body: String = "")
        case failure(TransportFailure)
        /// None, until the transfer is cancelled or `release` is called.
        case hold
    }

    typealias Reply = @Sendable (TransferResult) -> Void

    private struct State {
        /// Taken in order; then `otherwise`.
        var script: [Answer] = []
        var otherwise = Answer.status(200)
        /// By the host's first word, before all others.
        var byTarget: [String: Answer] = [:]
        var requests: [OutboundRequest] = []
        var held: [Reply] = []
        var transports: [FakeTransport] = []
    }

    private let state = Mutex(State())
    private let signal: Signal

    init(signal: Signal) { self.signal = signal }

    func script(_ answers: Answer...) { state.withLock { $0.script += answers } }
    func always(_ answer: Answer) { state.withLock { $0.otherwise = answer } }
    func always(_ answer: Answer, from target: String) {
        state.withLock { $0.byTarget[target] = answer }
    }
    var requests: [OutboundRequest] { state.withLock { $0.requests } }

    /// Answers what was held, and holds nothing any more.
    func release(_ status: Int = 200) {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.otherwise = .status(status)
            return state.held
        }
        for reply in held { reply(.success(OutboundResponse(status: status))) }
    }

    /// Answers what was held so far with this.
    func answerHeld(_ result: TransferResult) {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for reply in held { reply(result) }
    }

    func transport() -> any Transport {
        let transport = FakeTransport(targets: self)
        state.withLock { $0.transports.append(transport) }
        return transport
    }

    /// Lets all shards look at the clock.
    func wakeAll() { for transport in state.withLock({ $0.transports }) { transport.waker.wake() } }

    fileprivate func noteIdle() { signal.raise() }

    fileprivate func take(_ request: OutboundRequest, reply: @escaping Reply) {
        let answer = state.withLock { state in
            state.requests.append(request)
            let host = request.url.split(separator: "/").dropFirst().first ?? ""
            let own = state.byTarget[String(host.prefix { $0 != "." })]
            let answer =
                own ?? (state.script.isEmpty ? state.otherwise : state.script.removeFirst())
            if case .hold = answer { state.held.append(reply) }
            return answer
        }
        switch answer {
        case .status(let status, let headers, let body):
            reply(
                .success(
                    OutboundResponse(status: status, headers: headers, body: Array(body.utf8))))
        case .failure(let failure): reply(.failure(failure))
        case .hold: break
        }
        signal.raise()
    }
}

/// A transport without sockets. Its time is the test's: a wait ends by an event, not by a clock.
final class FakeTransport: Transport, Sendable {
    private enum Event: Sendable {
        case woken
        case completed(TransferCompletion)
    }

    private struct Waker: TransportWaker {
        let events: BlockingQueue<Event>
        func wake() { events.append(.woken) }
    }

    private let events = BlockingQueue<Event>()
    private let underWay = Mutex<Set<TransferToken>>([])
    private let targets: FakeTargets

    init(targets: FakeTargets) { self.targets = targets }

    var waker: any TransportWaker { Waker(events: events) }

    func start(_ request: OutboundRequest, token: TransferToken) {
        let isNew = underWay.withLock { $0.insert(token).inserted }
        precondition(isNew, "two transfers with one token")
        targets.take(request) { [weak self] in self?.complete(token, $0) }
    }

    func cancel(_ token: TransferToken) {
        complete(token, .failure(TransportFailure(.cancelled, mayHaveBeenReceived: true)))
    }

    /// The first one counts: exactly one completion for each start.
    private func complete(_ token: TransferToken, _ result: TransferResult) {
        guard underWay.withLock({ $0.remove(token) }) != nil else { return }
        events.append(.completed(TransferCompletion(token: token, result: result)))
    }

    func poll(timeout: Milliseconds?, into completions: inout [TransferCompletion]) {
        // The shard has done everything it was told so far.
        targets.noteIdle()
        let isOver = timeout.map { $0 <= .zero } ?? false
        for event in events.take(most: .max, timeout: isOver ? .zero : nil) ?? [] {
            if case .completed(let completion) = event { completions.append(completion) }
        }
    }

    func close() { events.close() }
}
