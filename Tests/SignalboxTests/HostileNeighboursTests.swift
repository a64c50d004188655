import Foundation
import Model
import Support
import Testing

/// The real binary with two hundred targets that are sick in every way, and one that is well.
@Suite("A healthy target among two hundred sick ones", .hangLimit)
struct HostileNeighboursTests {
    private static let behaviours: [HostileServer.Behaviour] = [
        .silent, .closeAtOnce, .closeWithoutAnswer, .reset, .drip(every: .seconds(1)),
        .dripHeaders(every: .seconds(1)), .endlessBody(status: 200), .endlessBody(status: 500),
        .endlessHeaders, .endlessHeaderLine, .endlessInformational, .switchingProtocols,
        .shortBody, .longBody, .twoLengths, .resetInBody, .badChunk, .garbage,
        .redirect(to: "/"), .compressed([0x1F, 0x8B, 8, 0]), .greeting("HTTP/1.1 200"),
    ]
    private static let sickCount = 200

    @Test("every event reaches the healthy one, before and after the sick ones were met")
    func served() async throws {
        let healthy = try await TestServer()
        var servers: [HostileServer] = []
        for behaviour in Self.behaviours {
            servers.append(try await HostileServer(behaviour: behaviour))
        }
        let (refusing, unreachable) = (try RefusingPort(), try UnreachableServer())
        var urls = servers.map { $0.url() }
        urls += servers.prefix(3).map { "https://127.0.0.1:\($0.port)/" }
        urls += [refusing.url(), unreachable.url(), "http://nobody.invalid/"]
        let node = try ServingNode(rules: Self.rules(healthy: healthy.url(), sick: urls))

        try await ServingNode.onThread {
            for number in 0..<20 { try node.expectAccepted(number) }
        }
        _ = await healthy.waitForRequests(20)
        let met = servers
        try await ServingNode.onThread {
            try ServingNode.until("each sick target was met") {
                met.allSatisfy { $0.connectionCount > 0 }
            }
            for number in 20..<40 { try node.expectAccepted(number) }
        }
        let requests = await healthy.waitForRequests(40)
        #expect(Set(requests.map(\.bodyText)).count == 40)
        #expect(requests.count == 40, "a healthy target gets each event once")
        let resident = try #require(node.process.residentBytes)
        // A sanitizer takes as much again, and more.
        let most = SignalboxProcess.isSanitized ? 2000 << 20 : 400 << 20
        #expect(resident < most, "it takes \(resident >> 20) MiB")
        try await ServingNode.onThread {
            node.process.signal(SIGTERM)
            #expect(node.process.exitCode == 0)
        }
    }

    private static func rules(healthy: String, sick urls: [String]) -> String {
        var text = """
            defaults:
              retry: { schedule: [200ms, 500ms] }
              timeout: { connect: 500ms, total: 1s }
            targets:
              healthy:
                { kind: http, url: "\(healthy)", allow_private: [127.0.0.1], timeout: { total: 30s } }

            """
        for index in 0..<sickCount {
            let url = urls[index % urls.count]
            text += "  sick-\(index): "
            text += "{ kind: http, url: \"\(url)\", allow_private: [127.0.0.1] }\n"
        }
        text += "routes:\n  - { name: healthy, match: all, to: [healthy] }\n"
        for start in stride(from: 0, to: sickCount, by: 50) {
            let names = (start..<(start + 50)).map { "sick-\($0)" }.joined(separator: ", ")
            text += "  - { name: from \(start), match: all, to: [\(names)] }\n"
        }
        return text
    }
}
