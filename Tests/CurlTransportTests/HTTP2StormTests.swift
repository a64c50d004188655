import CurlTransport
import Model
import Support
import Testing

/// HTTP/2 is agreed upon where the server offers it (ALPN). RFC 9113 has the frames.
@Suite("Storms of HTTP/2 frames end a transfer in bounded time")
struct HTTP2StormTests {
    let fixture = TransportFixture()

    struct Storm: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
    }

    private static func frame(
        _ type: UInt8, flags: UInt8 = 0, stream: UInt8 = 0, _ payload: [UInt8] = []
    ) -> [UInt8] {
        [0, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF), type, flags, 0, 0, 0, stream]
            + payload
    }

    private static func storm(_ name: String, _ frames: [UInt8], count: Int = 1000) -> Storm {
        let settings = frame(4)
        return Storm(
            testDescription: name,
            bytes: settings + Array(repeatElement(frames, count: count).joined()))
    }

    private static let storms: [Storm] = [
        // The last stream is 0: nothing was taken. Error 11: enhance your calm.
        storm("GOAWAY", frame(7, [0, 0, 0, 0, 0, 0, 0, 11])),
        // Error 7: refused stream.
        storm("RST_STREAM", frame(3, stream: 1, [0, 0, 0, 7])),
        storm("SETTINGS", frame(4)),
        storm("PING", frame(6, [1, 2, 3, 4, 5, 6, 7, 8])),
        // Headers that never end: an empty field block, and continuations without the last one.
        storm("CONTINUATION", frame(1, stream: 1) + frame(9, stream: 1), count: 1),
        storm("empty DATA", frame(0, stream: 1)),
        storm("a frame of no known type", frame(200, stream: 1, [1, 2, 3])),
        storm("WINDOW_UPDATE of nothing", frame(8, stream: 1, [0, 0, 0, 0])),
    ]

    @Test(
        "whatever the frames, the transfer fails, and the next one to others works",
        arguments: HTTP2StormTests.storms)
    func ends(_ storm: Storm) async throws {
        let server = try TLSServer(content: .http2(storm.bytes))
        let healthy = try await TestServer()
        let request = OutboundRequest.local(server.url()) {
            $0.authorityFile = server.certificateFile
            $0.totalTimeout = Milliseconds(1000)
        }
        try await fixture.run { (session: Session) throws in
            guard case .failure(let failure) = try session.send(request) else {
                Issue.record("a storm was taken for an answer")
                return
            }
            let kinds: Set<TransportFailure.Kind> = [
                .connectionLost, .malformedResponse, .timeout, .tooSlow,
            ]
            #expect(kinds.contains(failure.kind), "\(failure)")
            #expect(try session.send(.local(healthy.url())).get().status == 200)
        }
    }
}
