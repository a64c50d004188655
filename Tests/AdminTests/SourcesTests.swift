import Admin
import Model
import Testing

@Suite("Sources")
struct SourcesTests {
    @Test("each is listed with its counts, its last event and its secrets")
    func list() throws {
        let answer = try AdminFixture(node: FakeNode()).get("/api/sources")
        #expect(answer.status == 200)
        #expect(answer.text("/sources/0/name") == "asana")
        #expect(answer.text("/sources/0/refusal_ratio") == "0.25")
        #expect(answer.text("/sources/0/last_event_age_ms") == "108000000")
        #expect(answer.text("/sources/0/silent_since") == "2026-01-05T04:07:40.000Z")
        #expect(answer.text("/sources/0/secrets/0/name") == "OLD")
        #expect(answer.text("/sources/0/secrets/0/uses") == "3")
        #expect(answer.text("/sources/1/name") == "quiet")
    }

    @Test("what was refused is listed, of one source or of all, the newest first")
    func rejected() throws {
        let fixture = AdminFixture(node: FakeNode())
        let all = try fixture.get("/api/rejected")
        #expect(all.text("/rejected/0/source") == "asana")
        #expect(all.text("/rejected/1/source") == "quiet")
        #expect(all.text("/rejected/0/code") == "wrong_credentials")
        #expect(all.text("/rejected/0/headers/1") == "x-sig")
        #expect(all.text("/rejected/0/shape") == #"{"a":"number"}"#)
        let one = try fixture.get("/api/rejected", "source=quiet&limit=1")
        #expect(one.text("/rejected/0/source") == "quiet")
        #expect(try fixture.get("/api/rejected", "source=nobody").code == "unknown_source")
        #expect(try fixture.get("/api/rejected", "sauce=quiet").status == 400)
    }

    @Test("a silent source is part of the status; without a node nothing is known of sources")
    func silent() throws {
        let status = try AdminFixture(node: FakeNode()).get("/api/status")
        #expect(status.text("/silent_sources/0/name") == "asana")
        #expect(status.text("/alerts/0/type") == "disk.low")
        #expect(status.text("/alerts/0/message") == "the disk is nearly full")
        let alone = AdminFixture()
        #expect(try alone.get("/api/status").status == 200)
        for path in ["/api/sources", "/api/rejected"] {
            #expect(try alone.get(path).code == "node_needed")
        }
    }
}
