import Foundation
import Support
import Synchronization
import Testing

/// Rules that are swapped over and over under load, every other time for broken ones.
@Suite("Swapping the rules of the real binary under load", .serialized)
struct ReloadLoopTests {
    /// `SIGNALBOX_RELOAD_SWAPS=1000` makes the loop longer; see `make reload-loop`.
    private static let swaps =
        ProcessInfo.processInfo.environment["SIGNALBOX_RELOAD_SWAPS"].flatMap(Int.init) ?? 20
    /// Versions of the rules that can be told apart by where their events go.
    private static let versions = 16

    /// All versions have the same targets; two routes, far apart in the file, send to the version's
    /// own pair. Cut off anywhere in its routes the file is no YAML.
    private static func rules(_ version: Int, _ server: TestServer) -> String {
        let targets = (0..<versions).flatMap { version in
            ["a", "b"].map { half in
                "  t\(version)\(half): { kind: http, allow_private: [127.0.0.1], "
                    + "url: \"\(server.url("/\(version)/\(half)"))\" }\n"
            }
        }
        let between = (0..<300).map { "  { name: n\($0), match: { type: n\($0) }, to: [t0a] },\n" }
        return ServingNode.head + "targets:\n" + targets.joined() + "routes: [\n"
            + "  { name: first, match: all, to: [t\(version)a] },\n" + between.joined()
            + "  { name: last, match: all, to: [t\(version)b] } ]\n"
    }

    @Test("no event is lost, and none is planned by half of a file", .timeLimit(.minutes(30)))
    func swapped() async throws {
        let server = try await TestServer()
        let whole = Self.rules(0, server)
        let node = try ServingNode(
            rules: String(whole.dropFirst(ServingNode.head.count)))
        let isOver = Mutex(false)
        let accepted = Mutex<Set<Int>>([])
        async let load: Void = ServingNode.onThread {
            var number = 0
            let client = PlainClient(port: node.port)
            while !isOver.withLock({ $0 }) {
                number += 1
                let answer = try client.post(
                    "/in/s", headers: [("content-type", "application/json")],
                    body: Array(#"{"number":\#(number)}"#.utf8))
                if answer.status == 200 { _ = accepted.withLock { $0.insert(number) } }
            }
        }
        let broken = try await ServingNode.onThread {
            defer { isOver.withLock { $0 = true } }
            return try Self.swap(node, server)
        }
        try await load
        let numbers = accepted.withLock { $0 }
        try await ServingNode.onThread {
            try ServingNode.until("everything has come") {
                server.requests.count >= 2 * numbers.count
            }
        }
        var places: [Int: Set<String>] = [:]
        for request in server.requests {
            let number = request.bodyText.split { !$0.isNumber }.first.flatMap { Int($0) }
            places[try #require(number), default: []].insert(request.path)
        }
        let lost = numbers.filter { places[$0] == nil }
        let halves = places.filter { _, paths in
            let versions = Set(paths.map { $0.split(separator: "/")[0] })
            return paths.count != 2 || versions.count != 1
        }
        let used = Set(places.values.joined().map { $0.split(separator: "/")[0] })
        print(
            "\(Self.swaps) swaps, \(broken) of them broken: \(numbers.count) events accepted, "
                + "\(lost.count) lost, \(halves.count) planned by half of a file")
        #expect(numbers.count > Self.swaps, "the load never got going")
        #expect(used.count > 2, "the rules were not swapped")
        #expect(lost == [])
        #expect(halves.isEmpty, "\(halves)")
    }

    /// Swaps, and says how many were broken.
    private static func swap(_ node: ServingNode, _ server: TestServer) throws -> Int {
        var broken = 0
        for number in 1...swaps {
            let whole = rules(number % versions, server)
            let isBroken = number % 2 == 1
            if isBroken {
                broken += 1
                // Half of it, in place, as a slow copy leaves it for a while.
                let half = Array(whole.utf8).prefix(whole.utf8.count * (50 + number % 45) / 100)
                let file = try FileHandle(forWritingTo: URL(fileURLWithPath: node.rulesFile))
                try file.truncate(atOffset: 0)
                try file.write(contentsOf: half)
                try file.close()
            } else {
                try whole.write(toFile: node.rulesFile, atomically: true, encoding: .utf8)
            }
            let reloaded = try node.reload()
            #expect(reloaded.status == (isBroken ? 1 : 0), "\(reloaded.output.prefix(300))")
        }
        return broken
    }
}
