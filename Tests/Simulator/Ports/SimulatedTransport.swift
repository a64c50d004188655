import Engine
import Model

/// A shard's transport in virtual time: never blocks, and notes when it would have woken up.
///
/// `@unchecked Sendable`: a whole run is on one thread.
final class SimulatedTransport: Transport, TransportWaker, @unchecked Sendable {
    private unowned let world: Simulation
    private let life: Life
    /// Its shard has something to do.
    var needsTurn = true
    private var ready: [TransferCompletion] = []
    private var underWay: Set<TransferToken> = []
    private var wakeAt: Timestamp?

    init(world: Simulation, life: Life) {
        self.world = world
        self.life = life
    }

    var waker: any TransportWaker { self }
    func wake() { needsTurn = true }

    func start(_ request: OutboundRequest, token: TransferToken) {
        guard !life.isDead, !life.meetsCrashPoint("before a request") else { return }
        precondition(underWay.insert(token).inserted, "two transfers with one token")
        world.take(request, token, from: self, of: life)
        _ = life.meetsCrashPoint("after a request")
    }

    func cancel(_ token: TransferToken) {
        guard underWay.contains(token) else { return }
        world.noteCancelled(token, of: self)
        complete(
            token, .failure(TransportFailure(.cancelled, mayHaveBeenReceived: true)))
    }

    /// False: it was given up before.
    @discardableResult
    func complete(_ token: TransferToken, _ result: TransferResult) -> Bool {
        guard underWay.remove(token) != nil else { return false }
        ready.append(TransferCompletion(token: token, result: result))
        needsTurn = true
        return true
    }

    func poll(timeout: Milliseconds?, into completions: inout [TransferCompletion]) {
        guard ready.isEmpty else {
            completions += ready
            ready = []
            needsTurn = true
            return
        }
        guard let timeout, !needsTurn else { return }
        let moment = world.now + max(Milliseconds(1), timeout)
        if let wakeAt, wakeAt <= moment { return }
        wakeAt = moment
        world.agenda.add(at: moment) { [self] in
            guard wakeAt == moment else { return }
            wakeAt = nil
            needsTurn = true
        }
    }

    func close() {}
}
