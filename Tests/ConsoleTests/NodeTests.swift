import Engine
import Model
import Testing

@testable import Console

@Suite("Client of a node")
struct NodeTests {
    private func node(
        _ answer: TransferResult
    ) throws -> (node: RemoteNode, transport: ScriptedTransport) {
        let transport = ScriptedTransport([answer])
        let node = try RemoteNode(
            adminURL: "http://127.0.0.1:8081/", token: Secret("t0ken"),
            client: SynchronousClient(transport: transport))
        return (node, transport)
    }

    @Test("a call is one request with the token, everything percent-encoded")
    func request() throws {
        let (node, transport) = try node(ScriptedTransport.answer(200, "{}"))
        let call = NodeCall(
            "POST", ["targets", "a/b c", "pause"], query: [("x", "1&2"), ("none", nil)],
            body: Array("{}".utf8))
        #expect(try node.call(call) == Array("{}".utf8))
        let request = try #require(transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "http://127.0.0.1:8081/api/targets/a%2Fb%20c/pause?x=1%262")
        #expect(request.headers["authorization"] == "Bearer t0ken")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.body == Array("{}".utf8))
    }

    @Test("over the control socket there is no token")
    func socket() throws {
        let transport = ScriptedTransport([ScriptedTransport.answer(200, "{}")])
        let node = RemoteNode(
            socket: "/data/control.sock", client: SynchronousClient(transport: transport))
        _ = try node.call(NodeCall("GET", ["status"]))
        let request = try #require(transport.requests.first)
        #expect(request.connection.unixSocket == "/data/control.sock")
        #expect(request.headers["authorization"] == nil)
    }

    @Test("nobody there is told apart from somebody who does not answer")
    func failures() throws {
        let refused = try node(.failure(TransportFailure(.connectionRefused)))
        #expect(throws: NodeFailure.unreachable("no node answers at http://127.0.0.1:8081")) {
            try refused.node.call(NodeCall("GET", ["status"]))
        }
        let lost = try node(.failure(TransportFailure(.connectionLost, detail: "reset")))
        #expect(
            throws: NodeFailure.broken(
                "the node at http://127.0.0.1:8081 did not answer: connection_lost (reset)")
        ) { try lost.node.call(NodeCall("GET", ["status"])) }
    }

    @Test("a problem keeps its code, its text and its lines; a wrong call exits with 2")
    func problems() throws {
        let body = #"{"code":"configuration_refused","detail":"errors","lines":["a","b"]}"#
        let answered = try node(ScriptedTransport.answer(422, body))
        let failure = NodeFailure.refused(
            status: 422, code: "configuration_refused", detail: "errors", lines: ["a", "b"])
        #expect(throws: failure) { try answered.node.call(NodeCall("POST", ["reload"])) }
        #expect(failure.description == "errors\na\nb")
        #expect(failure.exitCode == .found)
        #expect(NodeFailure(status: 400, problem: Array(body.utf8)).exitCode == .usage)
        #expect(
            NodeFailure(status: 502, problem: Array("<html>".utf8))
                == .broken("the node answered 502 without saying why"))
    }

    @Test("an answer that was cut is not taken for whole")
    func cut() throws {
        let answered = try node(
            .success(OutboundResponse(status: 200, body: Array("{}".utf8), bodyBytes: 9)))
        #expect(throws: NodeFailure.self) { try answered.node.call(NodeCall("GET", ["status"])) }
    }

    @Test(
        "an admin URL is a plain http or https address",
        arguments: [
            "", "127.0.0.1:8081", "ftp://x", "http://", "http:///x", "http://user:pw@host",
            "http://host?x=1", "http://host#x", "http://ho st",
        ])
    func wrongURLs(url: String) {
        #expect(throws: ConsoleError.self) { try BaseURL(url, option: "--admin-url") }
    }
}
