import Engine
import Model
import Synchronization
import Testing

@testable import Console

struct FixedClock: Model.Clock {
    var now: Timestamp { Timestamp(milliseconds: 1_767_607_660_000) }
}

/// A transport that answers what a test says and keeps what it was asked.
final class ScriptedTransport: Transport {
    private(set) var requests: [OutboundRequest] = []
    private var answers: [TransferResult]
    private var waiting: [TransferCompletion] = []

    init(_ answers: [TransferResult]) { self.answers = answers }

    func start(_ request: OutboundRequest, token: TransferToken) {
        requests.append(request)
        precondition(!answers.isEmpty, "a request that was not expected")
        waiting.append(TransferCompletion(token: token, result: answers.removeFirst()))
    }

    func poll(timeout: Milliseconds?, into completions: inout [TransferCompletion]) {
        precondition(!waiting.isEmpty, "nothing is on its way")
        completions += waiting
        waiting = []
    }

    func cancel(_ token: TransferToken) {}
    func close() {}
    var waker: any TransportWaker { NoWaker() }

    private struct NoWaker: TransportWaker {
        func wake() {}
    }

    static func answer(_ status: Int, _ body: String) -> TransferResult {
        .success(OutboundResponse(status: status, body: Array(body.utf8)))
    }
}

/// Collects what is printed.
final class Printed: Sendable {
    private let texts = Mutex<[String]>([])

    var lines: [String] { texts.withLock { $0 } }

    func add(_ text: String) { texts.withLock { $0.append(text) } }
}
