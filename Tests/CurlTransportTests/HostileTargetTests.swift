import CurlTransport
import Engine
import Model
import Support
import Testing

@Suite("Hostile targets cost bounded time and memory")
struct HostileTargetTests {
    let fixture = TransportFixture()

    private func failure(
        _ behaviour: HostileServer.Behaviour, _ change: (inout ConnectionPolicy) -> Void = { _ in }
    ) async throws -> TransportFailure {
        let server = try await HostileServer(behaviour: behaviour)
        return try await fixture.failure(.local(server.url(), change))
    }

    @Test("an answer that is not what it should be is malformed, and the request may have arrived")
    func malformed() async throws {
        let behaviours: [HostileServer.Behaviour] = [
            .garbage, .shortBody, .endlessHeaders, .endlessHeaderLine, .endlessInformational,
            .badChunk, .switchingProtocols,
        ]
        for behaviour in behaviours {
            let failure = try await failure(behaviour)
            #expect(failure.kind == .malformedResponse, "\(behaviour): \(failure)")
            #expect(failure.mayHaveBeenReceived, "\(behaviour)")
        }
    }

    @Test("a connection that breaks after the request is lost, and the request may have arrived")
    func lost() async throws {
        for behaviour: HostileServer.Behaviour in [.closeWithoutAnswer, .reset, .resetInBody] {
            let failure = try await failure(behaviour)
            #expect(failure.kind == .connectionLost, "\(behaviour): \(failure)")
            #expect(failure.mayHaveBeenReceived, "\(behaviour)")
        }
    }

    @Test("a silent target ends by the total timeout, however short the low-speed time is")
    func silent() async throws {
        let failure = try await failure(.silent) {
            $0.totalTimeout = Milliseconds(1500)
            $0.lowSpeedTime = .seconds(1)
        }
        #expect(failure.kind == .timeout)
        #expect(failure.mayHaveBeenReceived)
    }

    @Test("a dripping body ends by the low-speed limit, dripping headers by the total timeout")
    func dripping() async throws {
        let slow = try await failure(.drip(every: Milliseconds(100))) {
            $0.lowSpeedTime = .seconds(1)
        }
        #expect(slow.kind == .tooSlow)
        let late = try await failure(.dripHeaders(every: Milliseconds(50))) {
            $0.totalTimeout = Milliseconds(400)
        }
        #expect(late.kind == .timeout)
    }

    @Test(
        "an endless body counts by its status, of which the beginning is kept",
        arguments: [200, 500])
    func endlessBody(status: Int) async throws {
        let server = try await HostileServer(behaviour: .endlessBody(status: status))
        let response = try await fixture.send(.local(server.url())).get()
        #expect(response.status == status)
        #expect(response.body.count == Limits.responseSnippetBytes)
        #expect(response.bodyBytes == Limits.responseReadBytes)
    }

    @Test("a redirect is an answer, not an order")
    func redirect() async throws {
        let other = try await TestServer()
        let server = try await HostileServer(behaviour: .redirect(to: other.url()))
        let response = try await fixture.send(.local(server.url())).get()
        #expect(response.status == 302)
        #expect(response.headers["location"] == other.url())
        #expect(other.connectionCount == 0)
    }

    @Test("a redirect to itself is one request")
    func redirectLoop() async throws {
        let server = try await HostileServer(behaviour: .redirect(to: "/again"))
        #expect(try await fixture.send(.local(server.url("/again"))).get().status == 302)
        #expect(server.requestCount == 1)
    }

    @Test(
        "a body longer than announced ends with its connection, and the answer counts",
        arguments: [HostileServer.Behaviour.longBody, .twoLengths])
    func wrongLength(_ behaviour: HostileServer.Behaviour) async throws {
        let server = try await HostileServer(behaviour: behaviour)
        try await fixture.run { (session: Session) throws in
            for _ in 0..<2 {
                let response = try session.send(.local(server.url())).get()
                #expect(response.status == 200)
                // Of two lengths libcurl takes the last.
                #expect(response.bodyBytes == (behaviour == .longBody ? 2 : 5))
            }
        }
        #expect(server.connectionCount == 2, "what follows the answer was taken for another one")
    }

    @Test("a connection that is closed at once is lost")
    func closedAtOnce() async throws {
        let failure = try await failure(.closeAtOnce)
        #expect(failure.kind == .connectionLost, "\(failure)")
    }

    @Test("a compressed body is kept as it came, and never unpacked")
    func compressed() async throws {
        let bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        let server = try await HostileServer(behaviour: .compressed(bytes))
        #expect(try await fixture.send(.local(server.url())).get().body == bytes)
    }

    @Test("a refused port and a port without answer never got the request")
    func noConnection() async throws {
        let closed = try RefusingPort()
        let refused = try await fixture.failure(.local(closed.url()))
        #expect(refused.kind == .connectionRefused)
        #expect(!refused.mayHaveBeenReceived)

        let unreachable = try UnreachableServer()
        let late = try await fixture.failure(
            .local(unreachable.url()) { $0.connectTimeout = Milliseconds(200) })
        #expect(late.kind == .connectTimeout)
        #expect(!late.mayHaveBeenReceived)
    }

    @Test("silent targets do not hold up a healthy one")
    func healthyAmongSilent() async throws {
        let silent = try await HostileServer(behaviour: .silent)
        let healthy = try await TestServer()
        try await fixture.run { (session: Session) throws in
            // As long as it takes on a busy machine.
            let stuck = (0..<200).map { _ in
                session.start(.local(silent.url()) { $0.totalTimeout = .minutes(10) })
            }
            for _ in 0..<100 {
                #expect(try session.send(.local(healthy.url())).get().status == 200)
            }
            for token in stuck { session.transport.cancel(token) }
            for result in try session.finish(stuck).values {
                guard case .failure(let failure) = result else {
                    Issue.record("a silent server answered")
                    continue
                }
                #expect(failure.kind == .cancelled)
            }
        }
    }

    @Test("the waker ends a poll that has nothing to wait for, and one that comes later")
    func waker() async throws {
        try await fixture.run { (session: Session) throws in
            let waker = session.transport.waker
            var completions: [TransferCompletion] = []
            waker.wake()
            session.transport.poll(timeout: nil, into: &completions)
            #expect(completions.isEmpty)
            Task.detached { waker.wake() }
            session.transport.poll(timeout: nil, into: &completions)
            #expect(completions.isEmpty)
        }
    }
}
