import NIOCore
import Synchronization

/// What happened at a test server: its connections and complete requests.
final class ServerLog: Sendable {
    private struct State {
        var requests: [TestRequest] = []
        var open: [Int: any Channel] = [:]
        var connectionCount = 0
        var waiting: [(count: Int, resume: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var requests: [TestRequest] { state.withLock { $0.requests } }
    var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// Returns the connection's number, counted from 1.
    func opened(_ channel: any Channel) -> Int {
        state.withLock { state in
            state.connectionCount += 1
            state.open[state.connectionCount] = channel
            return state.connectionCount
        }
    }

    func closed(_ connection: Int) {
        state.withLock { _ = $0.open.removeValue(forKey: connection) }
    }

    func record(_ request: TestRequest) {
        let ready = state.withLock { state in
            state.requests.append(request)
            let reached = state.requests.count
            let ready = state.waiting.filter { $0.count <= reached }
            state.waiting.removeAll { $0.count <= reached }
            return ready
        }
        for waiter in ready { waiter.resume.resume() }
    }

    func waitForRequests(_ count: Int) async -> [TestRequest] {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.requests.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
        return requests
    }

    func closeConnections() {
        let channels = state.withLock { Array($0.open.values) }
        for channel in channels { channel.close(promise: nil) }
    }
}
