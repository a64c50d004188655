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
            let checked = try SignalboxProcess.run(["check", file, "--data", node.data])
            #expect(checked.output.contains(told) && checked.status == 0, "\(checked.output)")
            let planned = try SignalboxProcess.run(["plan", file, "--data", node.data])
            #expect(planned.output.contains(told) && planned.status == 1, "\(planned.output)")
            let gone = try SignalboxProcess.run([
                "check", file, "--data", node.data, "--json",
            ])
            #expect(gone.output.contains(#""becomes":"new""#), "\(gone.output)")
            try edited.write(toFile: node.rulesFile, atomically: true, encoding: .utf8)
            let reloaded = try node.reload()
            #expect(
                reloaded.status == 0 && !reloaded.output.contains("not configured any more"),
                "\(reloaded.output)")
        }
        let requests = await server.waitForRequests(1)
        #expect(requests.map { $0.path + $0.bodyText } == [#"/new{"number":1}"#])
    }
}
