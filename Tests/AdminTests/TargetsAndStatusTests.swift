import Admin
import Model
import Store
import Synchronization
import Testing

@Suite("Admin API: targets, status, reload")
struct TargetsAndStatusTests {
    @Test("without a node, targets are the configured ones with their stored states")
    func storedTargets() throws {
        let fixture = AdminFixture()
        fixture.store.setTargetState(
            TargetStateRecord(
                target: "audit", state: .blocked, since: AdminFixture.now,
                reason: Reason(code: "http_401", message: "refused", advice: "renew the key"))
        ) { _ in }
        fixture.store.setTargetState(
            TargetStateRecord(
                target: "gone", destination: "C1", state: .blocked, since: AdminFixture.now)
        ) { _ in }
        let answer = try fixture.get("/api/targets")
        #expect(answer.texts("targets", "name") == ["audit", "gone", "hiring"])
        #expect(answer.texts("targets", "state") == ["blocked", "sending", "sending"])
        #expect(
            answer.text("/targets/0/remedy")
                == "renew the key, then signalbox targets resume audit")
        #expect(answer.text("/targets/1/destinations/0/destination") == "C1")
        #expect(answer.text("/targets/2/kind") == "slack")
    }

    @Test("without a node, pause and resume are stored, with who and why")
    func pauseStored() throws {
        let fixture = AdminFixture()
        let paused = try fixture.call(
            "POST", "/api/targets/audit/pause", body: #"{"reason":"moving house"}"#)
        #expect(paused.status == 200)
        #expect(paused.text("/state") == "paused")
        #expect(paused.text("/reason/message") == "moving house")
        #expect(paused.text("/by") == "tester")
        #expect(try fixture.store.targetStates().map(\.state) == [.paused])
        let resumed = try fixture.call("POST", "/api/targets/audit/resume")
        #expect(resumed.text("/state") == "sending")
        #expect(try fixture.store.targetStates().map(\.state) == [.sending])
    }

    @Test("with a node, it is the node that pauses and resumes")
    func pauseNode() throws {
        let node = FakeNode()
        let fixture = AdminFixture(node: node)
        #expect(
            try fixture.call("POST", "/api/targets/audit/pause", body: #"{"reason":"r"}"#)
                .text("/state") == "paused")
        #expect(
            try fixture.call("POST", "/api/targets/audit/resume").text("/state") == "sending")
        #expect(node.calls == ["pause audit r tester", "resume audit tester"])
        #expect(try fixture.store.targetStates().isEmpty)
    }

    @Test("resuming slowly, and without what is old")
    func resumeOrder() async throws {
        let node = FakeNode()
        let fixture = AdminFixture(node: node)
        try await fixture.store(1, to: ["audit"])
        let old = try fixture.call(
            "POST", "/api/targets/audit/resume",
            body: #"{"rate":"5/s","drop_older_than":"1s"}"#)
        #expect(old.text("/dropped") == "1")
        #expect(node.calls == ["resume audit tester 5/1s"])
        let delivery = try fixture.store.deliveries(DeliveryQuery()).items.first
        #expect(delivery?.state == .cancelled)
        #expect(delivery?.reason?.code == "dropped_at_resume")
        #expect(delivery?.reason?.message.contains("tester") == true)
        for body in [#"{"rate":"5"}"#, #"{"rate":"0/s"}"#, #"{"drop_older_than":"old"}"#] {
            let answer = try fixture.call("POST", "/api/targets/audit/resume", body: body)
            #expect(answer.status == 400)
        }
    }

    @Test("without a node, a resume remembers how long the target was stopped")
    func stopsStored() throws {
        let fixture = AdminFixture()
        let since = AdminFixture.now + .hours(-2)
        fixture.store.setTargetState(
            TargetStateRecord(target: "audit", state: .paused, since: since)
        ) { _ in }
        fixture.store.setTargetState(
            TargetStateRecord(target: "audit", destination: "C1", state: .blocked, since: since)
        ) { _ in }
        _ = try fixture.call(
            "POST", "/api/targets/audit/resume", body: #"{"rate":"10/m"}"#)
        let stored = try fixture.store.targetStates()
        #expect(stored.map(\.state) == [.sending, .sending])
        #expect(
            stored.map(\.stops)
                == Array(
                    repeating: [Stop(from: since, to: AdminFixture.now)], count: 2))
        #expect(stored.first?.slowly == SlowPace(count: 10, per: .minutes(1)))
    }

    @Test("what waits for a target that is gone is shown as blocked, and can be called off")
    func removed() async throws {
        let fixture = AdminFixture()
        try await fixture.store(1, to: ["gone"])
        let answer = try fixture.get("/api/status")
        #expect(answer.text("/attention/0/name") == "gone")
        #expect(answer.text("/attention/0/state") == "blocked")
        #expect(answer.text("/attention/0/reason/code") == "target_removed")
        #expect(answer.text("/attention/0/waiting") == "1")
        #expect(try fixture.call("POST", "/api/targets/gone/resume").status == 404)
        let dropped = try fixture.call(
            "POST", "/api/targets/gone/resume", body: #"{"drop_older_than":"1s"}"#)
        #expect(dropped.text("/dropped") == "1")
        #expect(try fixture.get("/api/status").text("/attention/0/name") == nil)
    }

    @Test("a test message is stored with one delivery to its target, and says what it is")
    func testMessage() throws {
        let fixture = AdminFixture(node: FakeNode())
        let made = try fixture.call(
            "POST", "/api/targets/hiring/test", body: #"{"destination":"C1","candidate":"7"}"#)
        #expect(made.status == 200)
        let id = try #require(EventID(made.text("/event") ?? ""))
        let event = try #require(try fixture.store.event(id))
        #expect(event.source == "signalbox" && event.identity.type == "signalbox.test")
        #expect(event.identity.fields["ats_candidate"] == .string("7"))
        #expect(String(decoding: event.body, as: UTF8.self).contains(#""test":true"#))
        let delivery = try #require(DeliveryID(made.text("/delivery") ?? ""))
        let summary = try #require(try fixture.store.delivery(delivery)).summary
        #expect(summary.delivery.target == "hiring" && summary.delivery.destination == "C1")
        #expect(summary.state == .pending)
    }

    @Test("no test message without a node, without such a target, or to what is no id")
    func testRefused() throws {
        let alone = try AdminFixture().call("POST", "/api/targets/audit/test")
        #expect(alone.status == 409 && alone.code == "node_needed")
        let fixture = AdminFixture(node: FakeNode())
        #expect(try fixture.call("POST", "/api/targets/none/test").code == "unknown_target")
        let body = #"{"destination":"a\nb"}"#
        #expect(
            try fixture.call("POST", "/api/targets/audit/test", body: body).code == "invalid_body")
        #expect(try fixture.store.events(EventQuery()).items.isEmpty)
    }

    @Test("a target's name in the path is decoded, and a plus stays a plus")
    func encodedName() throws {
        let fixture = AdminFixture()
        // No configuration can hold such a name, but a stored state can.
        let state = TargetStateRecord(target: "a/b c+d", state: .paused, since: AdminFixture.now)
        fixture.store.setTargetState(state) { _ in }
        let answer = try fixture.call("POST", "/api/targets/a%2Fb%20c+d/pause")
        #expect(answer.text("/name") == "a/b c+d")
    }

    @Test(
        "what a node refuses is passed on",
        arguments: [
            (NodeControlError.refused("stopping"), 409, "node_refused"),
            (.unavailable("disk full"), 503, "store_unavailable"),
            (.unknownTarget, 404, "unknown_target"),
        ])
    func refusals(error: NodeControlError, status: Int, code: String) throws {
        let node = FakeNode()
        node.state.withLock { $0.failure = error }
        let answer = try AdminFixture(node: node).call("POST", "/api/targets/audit/pause")
        #expect(answer.status == status)
        #expect(answer.code == code)
    }

    @Test("status without a node: the backlog and what needs attention")
    func statusAlone() async throws {
        let fixture = AdminFixture()
        try await fixture.store(1, to: ["audit", "hiring"])
        _ = try fixture.call("POST", "/api/targets/hiring/pause")
        let answer = try fixture.get("/api/status")
        #expect(answer.text("/node") == "none")
        #expect(answer.text("/version") == Product.version)
        #expect(answer.text("/backlog/deliveries") == "2")
        #expect(answer.text("/backlog/oldest_age_ms") == "99000")
        #expect(answer.text("/targets/paused") == "1")
        #expect(answer.texts("attention", "name") == ["hiring"])
        #expect(answer.text("/configuration/version") == nil)
    }

    @Test("status of a node: its configuration, a refused reload, what is on its way")
    func statusOfNode() throws {
        let answer = try AdminFixture(node: FakeNode()).get("/api/status")
        #expect(answer.text("/node") == "running")
        #expect(answer.text("/configuration/version") == "cfg_1")
        #expect(answer.text("/configuration/refusal/0") == "routes.yaml:3:1: error")
        #expect(answer.text("/in_flight") == "2")
        #expect(answer.text("/started_at") == "2026-01-05T09:07:40.000Z")
    }

    @Test("a good reload says the version, a bad one shows its diagnostics and changes nothing")
    func reload() throws {
        let node = FakeNode()
        let fixture = AdminFixture(node: node)
        let good = try fixture.call("POST", "/api/reload")
        #expect(good.status == 200)
        #expect(good.text("/configuration") == "cfg_2")
        #expect(good.text("/changed") == "true")
        node.state.withLock { $0.reload = .refused(diagnostics: ["routes.yaml:1:1: error: no"]) }
        let bad = try fixture.call("POST", "/api/reload")
        #expect(bad.status == 422)
        #expect(bad.code == "configuration_refused")
        #expect(bad.text("/lines/0") == "routes.yaml:1:1: error: no")
    }
}
