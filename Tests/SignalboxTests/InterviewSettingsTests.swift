import Foundation
import Model
import Support
import Testing

/// The settings API of the real binary, as a caller of Xobin's API uses it.
@Suite("Settings of interviews", .hangLimit)
struct InterviewSettingsTests {
    private static let head = """
        version: 1
        sources:
          s:
            interview: /id
            type: /type
            milestones: { begun: started, done: report_ready }
            verify: { scheme: none }
            settings: { key: key-of-s-1, allow_private: [127.0.0.0/8] }
          other:
            verify: { scheme: none }
            settings: { key: key-of-other }

        """
    private static let path = "/ai-interviews/settings/webhooks"
    private static let success =
        #"{"status":"success","message":"Webhooks updated successfully"}"#

    private static func call(
        _ node: ServingNode, _ method: String, _ path: String, _ body: String = "",
        key: String = "key-of-s-1"
    ) throws -> (status: Int, body: String) {
        let answer = try PlainClient(port: node.adminPort).send(
            method, Self.path + path, headers: [("apiKey", key)], body: Array(body.utf8))
        return (answer.status, answer.body)
    }

    private static func post(_ node: ServingNode, _ id: String, _ type: String) throws -> String {
        let answer = try PlainClient(port: node.port).post(
            "/in/s", headers: [("content-type", "application/json")],
            body: Array(#"{"id":"\#(id)","type":"\#(type)"}"#.utf8))
        #expect(answer.status == 200)
        return answer.body.split(separator: "\"").dropFirst(2).dropFirst().first.map(String.init)
            ?? ""
    }

    private static func keyFile() throws -> String {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("store-key-\(UUID())").path
        try String(repeating: "k3y-", count: 12).write(
            toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test(
        "an address that is not to be sent to is refused with its field",
        arguments: [
            "http://169.254.169.254/x", "https://[::ffff:10.0.0.1]:8443/", "http://0.0.0.0",
        ])
    func guarded(url: String) async throws {
        let key = try Self.keyFile()
        let node = try ServingNode(
            head: Self.head, rules: "", arguments: ["--store-key-file", key])
        try await ServingNode.onThread {
            let answer = try Self.call(
                node, "PUT", "/42",
                #"{"webhooks":{"start":{"status":true,"url":"\#(url)"}}}"#)
            #expect(answer.status == 422)
            #expect(answer.body.contains("webhooks.start.url"), "\(answer.body)")
            #expect(answer.body.contains("is no address to send to"), "\(answer.body)")
        }
        try FileManager.default.removeItem(atPath: key)
    }

    @Test("settings take effect at once, survive reload and restart, and are listed and explained")
    func lasting() async throws {
        let server = try await TestServer()
        let key = try Self.keyFile()
        let first = try ServingNode(
            head: Self.head, rules: "", arguments: ["--store-key-file", key])
        try await ServingNode.onThread {
            let auth = #""auth":{"type":"basic","basic":{"username":"u","password":"pw-Zq8-x"}}"#
            let hook = #"{"status":true,"url":"\#(server.url("/own"))"}"#
            let set = try Self.call(
                first, "PUT", "/42", #"{"webhooks":{"submission":\#(hook),\#(auth)}}"#)
            #expect(set.status == 200 && set.body == Self.success)
            let event = try Self.post(first, "42", "done")
            _ = try Self.post(first, "42", "begun")
            _ = try Self.post(first, "43", "done")
            #expect(try first.reload().status == 0)
            _ = try Self.post(first, "42", "done")
            let shown = try Self.call(first, "GET", "/42")
            #expect(shown.body.contains(#""password":null,"hasPassword":true"#), "\(shown)")
            #expect(!shown.body.contains("pw-Zq8-x"))
            let listed = try SignalboxProcess.run(["routes", "--data", first.data])
            #expect(listed.output.contains("settings s/42: submission"), "\(listed.output)")
            let explained = try SignalboxProcess.run(
                ["explain", "--data", first.data, "--event", event])
            #expect(
                explained.output.contains("settings s/42: submission: takes it"),
                "\(explained.output)")
        }
        _ = await server.waitForRequests(2)
        try await ServingNode.onThread {
            first.process.signal(15)
            #expect(first.process.exitCode == 0)
            let second = try ServingNode(
                head: Self.head, rules: "", data: first.data, arguments: ["--store-key-file", key])
            _ = try Self.post(second, "42", "done")
            try ServingNode.until("the restarted node sends") { server.requests.count == 3 }
            // Switched off: the next event goes nowhere, and the stored address stays.
            let off = try Self.call(
                second, "PUT", "/42", #"{"webhooks":{"submission":{"status":false}}}"#)
            #expect(off.status == 200)
            let silent = try Self.post(second, "42", "done")
            let explained = try SignalboxProcess.run(
                ["explain", "--data", first.data, "--event", silent])
            #expect(
                explained.output.contains("settings s/42: submission: is not enabled"),
                "\(explained.output)")
            let on = try Self.call(
                second, "POST", "",
                #"{"webhooks":{"submission":{"status":true,"url":"\#(server.url("/all"))"}},"#
                    + #""updateAll":true}"#)
            #expect(on.status == 200 && on.body == Self.success)
            _ = try Self.post(second, "42", "done")
            _ = try Self.post(second, "77", "done")
            try ServingNode.until("both send") { server.requests.count == 5 }
            #expect(try String(contentsOfFile: key, encoding: .utf8).isEmpty == false)
            for file in try FileManager.default.contentsOfDirectory(atPath: first.data) {
                let path = first.data + "/" + file
                guard let bytes = FileManager.default.contents(atPath: path) else { continue }
                #expect(bytes.range(of: Data("pw-Zq8-x".utf8)) == nil, "\(file) holds the password")
            }
        }
        let requests = server.requests
        let credential = "Basic " + Data("u:pw-Zq8-x".utf8).base64EncodedString()
        #expect(requests.prefix(3).allSatisfy { $0.path == "/own" })
        #expect(requests.prefix(3).allSatisfy { $0.headers["authorization"] == credential })
        #expect(requests.suffix(2).allSatisfy { $0.path == "/all" })
        try FileManager.default.removeItem(atPath: key)
    }

    @Test("without the key of its credential a target waits, and says which key is missing")
    func sealed() async throws {
        let key = try Self.keyFile()
        let first = try ServingNode(
            head: Self.head, rules: "", arguments: ["--store-key-file", key])
        try await ServingNode.onThread {
            let auth = #""auth":{"type":"basic","basic":{"username":"u","password":"pw"}}"#
            let hook = #"{"status":true,"url":"http://127.0.0.1:9/"}"#
            let set = try Self.call(
                first, "PUT", "/42", #"{"webhooks":{"submission":\#(hook),\#(auth)}}"#)
            #expect(set.status == 200)
            _ = try Self.post(first, "42", "done")
            first.process.signal(15)
            #expect(first.process.exitCode == 0)
            let second = try ServingNode(head: Self.head, rules: "", data: first.data)
            for command in [["targets"], ["status"]] {
                let told = try SignalboxProcess.run(command + ["--data", first.data]).output
                #expect(told.contains("cannot be opened"), "\(told)")
                #expect(told.contains("--store-key-file"), "\(told)")
                #expect(!told.contains("--drop-older-than"), "\(told)")
            }
            second.process.signal(15)
            #expect(second.process.exitCode == 0)
        }
        try FileManager.default.removeItem(atPath: key)
    }

    @Test("an address that was allowed once is blocked with its reason, and can be switched off")
    func noLongerAllowed() async throws {
        let server = try await TestServer()
        let first = try ServingNode(head: Self.head, rules: "")
        let hook = #"{"status":true,"url":"\#(server.url("/own"))"}"#
        try await ServingNode.onThread {
            let set = try Self.call(first, "PUT", "/42", #"{"webhooks":{"start":\#(hook)}}"#)
            #expect(set.status == 200)
            first.process.signal(15)
            #expect(first.process.exitCode == 0)
            let second = try ServingNode(
                head: Self.head.replacing(", allow_private: [127.0.0.0/8]", with: ""), rules: "",
                data: first.data)
            _ = try Self.post(second, "42", "begun")
            try ServingNode.until("the target is blocked") {
                let targets = try SignalboxProcess.run(
                    ["targets", "--json", "--data", first.data])
                return targets.output.contains("address_refused")
            }
            let again = try Self.call(second, "PUT", "/43", #"{"webhooks":{"start":\#(hook)}}"#)
            #expect(again.status == 422, "\(again)")
            let all = try Self.call(
                second, "POST", "",
                #"{"webhooks":{"submission":{"status":true,"url":"https://example.com/"}},"#
                    + #""updateAll":true}"#)
            #expect(all.status == 200, "\(all)")
            let off = try Self.call(
                second, "PUT", "/42", #"{"webhooks":{"start":{"status":false}}}"#)
            #expect(off.status == 200, "\(off)")
        }
        #expect(server.requests.isEmpty)
    }

    @Test("wrong keys get 401, what cannot be used 422 with the field, and nothing changes")
    func refused() async throws {
        let node = try ServingNode(head: Self.head, rules: "")
        let url = "https://example.com/x"
        try await ServingNode.onThread {
            for key in ["", "key-of-s", "key-of-s-12"] {
                #expect(try Self.call(node, "GET", "/42", key: key).status == 401)
            }
            for (body, field) in [
                ("{", ""), ("{}", "webhooks"), (#"{"webhooks":{}}"#, "webhooks"),
                (#"{"webhooks":{"start":{"url":"\#(url)"}}}"#, "webhooks.start.status"),
                (#"{"webhooks":{"start":{"status":true}}}"#, "webhooks.start.url"),
                (#"{"webhooks":{"start":{"status":1,"url":"\#(url)"}}}"#, "webhooks.start.status"),
                (#"{"webhooks":{"start":{"status":true,"url":"x"}}}"#, "webhooks.start.url"),
                (
                    #"{"webhooks":{"start":{"status":true,"url":"\#(url)/{{run}}"}}}"#,
                    "webhooks.start.url"
                ),
                (#"{"webhooks":{"stop":{"status":true}}}"#, "webhooks.stop"),
                (#"{"webhooks":{"auth":{"type":"oauth"}}}"#, "webhooks.auth.type"),
                (
                    #"{"webhooks":{"auth":{"type":"basic","basic":{"username":"u"}}}}"#,
                    "webhooks.auth.basic.password"
                ),
                (#"{"webhooks":{"auth":{"type":"basic","status":false}}}"#, "webhooks.auth.basic"),
                (
                    #"{"webhooks":{"start":{"status":false}},"updateAll":true}"#, "updateAll"
                ),
            ] {
                let answer = try Self.call(node, "PUT", "/42", body)
                #expect(answer.status == 422, "\(body): \(answer)")
                let named = field.isEmpty || answer.body.contains(#""field":"\#(field)""#)
                #expect(named, "\(body): \(answer)")
            }
            let unsealed = try Self.call(
                node, "PUT", "/42",
                #"{"webhooks":{"auth":{"type":"apikey","apikey":{"key":"X-K","value":"v"}}}}"#)
            #expect(unsealed.status == 409 && unsealed.body.contains("store_key_needed"))
            #expect(try Self.call(node, "GET", "/42").status == 404)
            #expect(try Self.call(node, "DELETE", "/42").status == 405)
            // Of another source: its settings are another's.
            let hook = #"{"webhooks":{"start":{"status":true,"url":"\#(url)"}}}"#
            #expect(try Self.call(node, "PUT", "/42", hook, key: "key-of-other").status == 200)
            #expect(try Self.call(node, "GET", "/42").status == 404)
        }
    }
}
