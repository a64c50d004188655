import Foundation
import Support
import Testing

@Suite("A target that gets another name", .hangLimit)
struct RenamedTargetTests {
    @Test("what waits for it is told of before, and goes to the new name afterwards")
    func renamed() async throws {
        let server = try await TestServer()
        func rules(_ target: String, _ more: String) -> String {
            """
            targets: { \(target): { kind: http, retry: { schedule: [1s] }, \(more) } }
            routes: [{ name: all, match: all, to: [\(target)] }]
            """
        }
        let private127 = "allow_private: [127.0.0.1]"
        let node = try ServingNode(
            rules: rules("old", "url: \"http://127.0.0.1:9/\", \(private127)"))
        let edited =
            ServingNode.head
            + rules("new", "url: \"\(server.url("/new"))\", \(private127), was: old")
        try await ServingNode.onThread {
            try node.expectAccepted(1)
            try ServingNode.until("the first attempt has failed") {
                try SignalboxProcess.run(["deliveries", "--data", node.data]).output
                    .contains("connection_refused")
            }
            let file = node.rulesFile + ".edited"
            try edited.write(toFile: file, atomically: true, encoding: .utf8)
            let told = "'old' becomes 'new': 1 delivery waits, and will go there"
            // While it is being tried again, nothing waits.
            try ServingNode.until("check tells of what waits") {
                let checked = try SignalboxProcess.run(["check", file, "--data", node.data])
                return checked.output.contains(told) && checked.status == 0
            }
            try ServingNode.until("plan tells of what waits") {
                let planned = try SignalboxProcess.run(["plan", file, "--data", node.data])
                return planned.output.contains(told) && planned.status == 1
            }
            try ServingNode.until("check tells of it as JSON") {
                try SignalboxProcess.run(["check", file, "--data", node.data, "--json"]).output
                    .contains(#""becomes":"new""#)
            }
            try edited.write(toFile: node.rulesFile, atomically: true, encoding: .utf8)
            let reloaded = try node.reload()
            #expect(
                reloaded.status == 0 && !reloaded.output.contains("not configured any more"),
                "\(reloaded.output)")
        }
        let requests = await server.waitForRequests(1)
        #expect(requests.map { $0.path + $0.bodyText } == [#"/new{"number":1}"#])
    }

    @Test("it stays paused under its new name, after a restart too, until it is resumed")
    func paused() async throws {
        let server = try await TestServer()
        func rules(_ target: String, _ more: String = "") -> String {
            """
            targets: { \(target): { kind: http, url: "\(server.url("/new"))",
              allow_private: [127.0.0.1], \(more) } }
            routes: [{ name: all, match: all, to: [\(target)] }]
            """
        }
        let edited = rules("new", "was: old")
        let first = try ServingNode(rules: rules("old"))
        try await ServingNode.onThread {
            let pause = ["targets", "pause", "old", "--reason", "migration", "--data", first.data]
            #expect(try SignalboxProcess.run(pause).status == 0)
            try first.expectAccepted(1)
            try (ServingNode.head + edited).write(
                toFile: first.rulesFile, atomically: true, encoding: .utf8)
            #expect(try first.reload().status == 0)
            try first.expectAccepted(2)
            first.process.signal(15)
            #expect(first.process.exitCode == 0)
        }
        try await ServingNode.onThread {
            let second = try ServingNode(rules: edited, data: first.data)
            let listed = try SignalboxProcess.run(["targets", "--data", first.data]).output
            #expect(listed.contains("paused") && listed.contains("migration"), "\(listed)")
            #expect(server.requests.isEmpty)
            let resume = ["targets", "resume", "new", "--data", first.data]
            #expect(try SignalboxProcess.run(resume).status == 0)
            try ServingNode.until("both are sent") { server.requests.count == 2 }
        }
    }
}
