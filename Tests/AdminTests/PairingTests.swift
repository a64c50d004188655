import Admin
import Model
import Testing

@Suite("Pairing")
struct PairingTests {
    @Test("a source that waits for a secret is opened until a moment that is said")
    func pair() throws {
        let node = FakeNode()
        let answer = try AdminFixture(node: node).call("POST", "/api/sources/asana/pair")
        #expect(answer.status == 200)
        #expect(answer.text("/source") == "asana")
        #expect(answer.text("/until") == "2026-01-05T10:17:40.000Z")
        #expect(node.calls == ["pair asana tester"])
    }

    @Test("other sources, other methods, and no node are told so")
    func refusals() throws {
        let fixture = AdminFixture(node: FakeNode())
        let unknown = try fixture.call("POST", "/api/sources/xobin/pair")
        #expect(unknown.status == 404)
        #expect(unknown.code == "unknown_source")
        #expect(try fixture.call("GET", "/api/sources/asana/pair").status == 405)
        #expect(try fixture.call("POST", "/api/sources/asana/pair", "x=1").status == 400)
        let alone = try AdminFixture().call("POST", "/api/sources/asana/pair")
        #expect(alone.status == 409)
        #expect(alone.code == "node_needed")
    }
}
