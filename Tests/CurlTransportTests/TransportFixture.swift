import CurlTransport
import Engine
import Model
import Testing

/// A transport with a thread of its own, and what tests do with one.
struct TransportFixture: Sendable {
    var settings = CurlSettings()
    var resolver = ResolverPool()

    /// Runs `body` with a new transport on a new thread, since `poll` blocks.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (Session) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try SystemThread {
                    continuation.resume(
                        with: Result {
                            let transport = try CurlTransport(
                                settings: settings, resolver: resolver)
                            defer { transport.close() }
                            return try body(Session(transport))
                        })
                }.detach()
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Sends all at once; returns their results in the same order.
    func send(_ requests: [OutboundRequest]) async throws -> [TransferResult] {
        try await run { session in try session.send(requests) }
    }

    func send(_ request: OutboundRequest) async throws -> TransferResult {
        try #require(try await send([request]).first)
    }

    /// The failure of a request that must fail.
    func failure(_ request: OutboundRequest) async throws -> TransportFailure {
        switch try await send(request) {
        case .success(let response):
            Issue.record("it was answered with \(response.status)")
            return TransportFailure(.cancelled, detail: "it was answered")
        case .failure(let failure): return failure
        }
    }
}

/// One transport in use. Confined to its thread.
final class Session {
    enum Problem: Error {
        case tookTooLong(missing: Int)
    }

    let transport: CurlTransport
    private var lastToken: UInt64 = 0

    init(_ transport: CurlTransport) { self.transport = transport }

    func start(_ request: OutboundRequest) -> TransferToken {
        lastToken += 1
        let token = TransferToken(lastToken)
        transport.start(request, token: token)
        return token
    }

    /// Polls until all these completed. Anything that completes twice or was not asked for is an
    /// issue.
    func finish(_ tokens: [TransferToken]) throws -> [TransferToken: TransferResult] {
        var results: [TransferToken: TransferResult] = [:]
        var completions: [TransferCompletion] = []
        var idlePolls = 0
        while results.count < tokens.count {
            completions.removeAll(keepingCapacity: true)
            transport.poll(timeout: .seconds(10), into: &completions)
            idlePolls = completions.isEmpty ? idlePolls + 1 : 0
            guard idlePolls < 6 else {
                throw Problem.tookTooLong(missing: tokens.count - results.count)
            }
            for completion in completions {
                #expect(tokens.contains(completion.token), "nobody asked for this one")
                let earlier = results.updateValue(completion.result, forKey: completion.token)
                #expect(earlier == nil, "it completed twice")
            }
        }
        return results
    }

    func send(_ requests: [OutboundRequest]) throws -> [TransferResult] {
        let tokens = requests.map(start)
        let results = try finish(tokens)
        return tokens.compactMap { results[$0] }
    }

    func send(_ request: OutboundRequest) throws -> TransferResult {
        let results = try send([request])
        return results[0]
    }
}

extension OutboundRequest {
    /// To a server on this machine, which is allowed.
    static func local(
        _ url: String, method: String = "POST", headers: HeaderList = HeaderList(),
        body: String = #"{"type":"session.completed"}"#,
        _ change: (inout ConnectionPolicy) -> Void = { _ in }
    ) -> OutboundRequest {
        var policy = ConnectionPolicy()
        policy.allowPrivate = ["127.0.0.0/8", "::1"].compactMap { CIDR($0) }
        change(&policy)
        return OutboundRequest(
            method: method, url: url, headers: headers, body: Array(body.utf8), connection: policy)
    }
}
