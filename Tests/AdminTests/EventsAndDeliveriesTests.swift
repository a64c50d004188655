import Admin
import Model
import Store
import Testing

@Suite("Admin API: events and deliveries")
struct EventsAndDeliveriesTests {
    @Test("events are listed newest first, page by page, without losing or repeating one")
    func pages() async throws {
        let fixture = AdminFixture()
        var stored: [String] = []
        for number in 1...5 { stored.append(try await fixture.store(number).event.description) }
        var seen: [String] = []
        var query = "limit=2"
        while true {
            let answer = try fixture.get("/api/events", query)
            #expect(answer.status == 200)
            seen += answer.texts("events", "id")
            guard let next = answer.text("next") else { break }
            query = "limit=2&before=\(next)"
        }
        #expect(seen == stored.reversed())
    }

    @Test(
        "each filter narrows the list",
        arguments: [
            ("source=apriora", [2]), ("type=started", [3]), ("interview=9", [4]),
            ("run=x%2B1", [5]),
            ("unrouted=true", [6]), ("unrouted", [6]), ("since=97s", [6, 5, 4, 3]),
            ("since=2026-01-05T10:07:24Z", []), ("source=nobody", []),
        ])
    func filters(query: String, numbers: [Int]) async throws {
        let fixture = AdminFixture()
        try await fixture.store(1)
        try await fixture.store(2, source: "apriora")
        try await fixture.store(3, type: "started")
        try await fixture.store(4, interview: "9")
        try await fixture.store(5, run: "x+1")
        try await fixture.store(6, to: [])
        let answer = try fixture.get("/api/events", query)
        #expect(
            answer.texts("events", "id")
                == numbers.map { AdminFixture.event($0).id.description })
    }

    @Test("an event shows everything: ids, fields, headers, body, explanation, deliveries")
    func event() async throws {
        let fixture = AdminFixture()
        let stored = try await fixture.store(1, to: ["audit", "hiring"])
        let answer = try fixture.get("/api/events/\(stored.event)")
        #expect(answer.status == 200)
        #expect(answer.text("/milestone") == "report_ready")
        #expect(answer.text("/fields/score") == "91")
        #expect(answer.text("/headers/0/name") == "Content-Type")
        #expect(answer.text("/body") == "{\"a\":1}")
        #expect(answer.text("/explanation/matched/0") == "everything")
        #expect(Set(answer.texts("deliveries", "target")) == ["audit", "hiring"])
        #expect(answer.text("/configuration") == "cfg_1")
    }

    @Test("a body that is no text comes in base64, whole")
    func binaryBody() async throws {
        let fixture = AdminFixture()
        let stored = try await fixture.store(1, body: [0xFF, 0x00, 0x80])
        let answer = try fixture.get("/api/events/\(stored.event)")
        #expect(answer.text("/body_base64") == "/wCA")
        #expect(answer.json.member("body") == nil)
    }

    @Test("deliveries are filtered by event, target and states")
    func deliveries() async throws {
        let fixture = AdminFixture()
        let first = try await fixture.store(1, to: ["audit", "hiring"])
        try await fixture.store(2, to: ["audit"])
        let byEvent = try fixture.get("/api/deliveries", "event=\(first.event)")
        #expect(Set(byEvent.texts("deliveries", "id")) == Set(first.deliveries.map(\.description)))
        let byTarget = try fixture.get("/api/deliveries", "target=hiring")
        #expect(byTarget.texts("deliveries", "id") == [first.deliveries[1].description])
        let ended = try fixture.get("/api/deliveries", "state=delivered,dead")
        #expect(ended.texts("deliveries", "id").isEmpty)
        let waiting = try fixture.get("/api/deliveries", "state=pending&state=leased")
        #expect(waiting.texts("deliveries", "id").count == 3)
    }

    @Test("a delivery shows each attempt with its answer")
    func attempts() async throws {
        let fixture = AdminFixture()
        let id = try await fixture.store(1).deliveries[0]
        fixture.store.claim(ClaimRequest(now: AdminFixture.now, wants: ["audit": 1])) { _ in }
        fixture.store.record([
            DeliveryRecord(
                id, .pending(dueAt: AdminFixture.now + .seconds(30), excusedMilliseconds: 0),
                attempt: Attempt(
                    number: 1, startedAt: AdminFixture.now, tookMilliseconds: 12, status: 503,
                    outcome: Outcome(
                        .retry, Reason(code: "http_503", message: "busy", advice: "wait"),
                        retryAfter: .seconds(7), isAmbiguous: true),
                    snippet: "try \"later\""))
        ]) { _ in }
        let answer = try fixture.get("/api/deliveries/\(id)")
        #expect(answer.text("/state") == "pending")
        #expect(answer.text("/attempts") == "1")
        #expect(answer.text("/reason/code") == "http_503")
        #expect(answer.text("/due_at") == "2026-01-05T10:08:10.000Z")
        #expect(answer.text("/history/0/status") == "503")
        #expect(answer.text("/history/0/outcome") == "retry")
        #expect(answer.text("/history/0/retry_after_ms") == "7000")
        #expect(answer.text("/history/0/ambiguous") == "true")
        #expect(answer.text("/history/0/snippet") == "try \"later\"")
    }

    @Test("a pending delivery can be called off, with who and why")
    func cancel() async throws {
        let fixture = AdminFixture()
        let id = try await fixture.store(1).deliveries[0]
        let answer = try fixture.call(
            "POST", "/api/deliveries/\(id)/cancel", body: #"{"reason":"wrong candidate"}"#)
        #expect(answer.status == 200)
        #expect(answer.text("/state") == "cancelled")
        #expect(answer.text("/reason/message") == "called off by tester: wrong candidate")
        let again = try fixture.call("POST", "/api/deliveries/\(id)/cancel")
        #expect(again.status == 409)
        #expect(again.code == "not_cancellable")
    }

    @Test("a delivery that waits for a person is listed, counted and resent; others are not")
    func resend() async throws {
        let fixture = AdminFixture()
        let stored = try await fixture.store(1, to: ["audit", "hiring"])
        let (id, other) = (stored.deliveries[0], stored.deliveries[1])
        fixture.store.claim(ClaimRequest(now: AdminFixture.now, wants: ["audit": 1])) { _ in }
        fixture.store.record([
            DeliveryRecord(id, .pending(dueAt: .whenToldTo, excusedMilliseconds: 0))
        ]) { _ in }
        let waiting = try fixture.get("/api/deliveries", "waits_for_person=true")
        #expect(waiting.texts("deliveries", "id") == [id.description])
        let shown = try fixture.get("/api/deliveries/\(id)")
        #expect(shown.text("/waits_for_person") == "true" && shown.json.member("due_at") == nil)
        #expect(try fixture.get("/api/status").text("/backlog/waiting_for_person") == "1")
        let answer = try fixture.call("POST", "/api/deliveries/\(id)/resend")
        #expect(answer.status == 200)
        #expect(answer.text("/due_at") == AdminFixture.now.description)
        #expect(try fixture.get("/api/status").text("/backlog/waiting_for_person") == "0")
        for id in [id, other] {
            let again = try fixture.call("POST", "/api/deliveries/\(id)/resend")
            #expect(again.status == 409 && again.code == "not_waiting_for_person")
        }
    }

    @Test("a delivery on its way is not called off")
    func cancelLeased() async throws {
        let fixture = AdminFixture()
        let id = try await fixture.store(1).deliveries[0]
        fixture.store.claim(ClaimRequest(now: AdminFixture.now, wants: ["audit": 1])) { _ in }
        let answer = try fixture.call("POST", "/api/deliveries/\(id)/cancel")
        #expect(answer.status == 409)
        #expect(try fixture.get("/api/deliveries/\(id)").text("/state") == "leased")
    }

    @Test("a store that takes nothing is 503 with a time to come back")
    func unavailable() async throws {
        let fixture = AdminFixture()
        let id = try await fixture.store(1).deliveries[0]
        fixture.store.failWrites(next: 1)
        let answer = try fixture.call("POST", "/api/deliveries/\(id)/cancel")
        #expect(answer.status == 503)
        #expect(answer.code == "store_unavailable")
        #expect(answer.response.headers["Retry-After"] != nil)
    }

    @Test("a closed store is 503, not a crash")
    func closed() throws {
        let fixture = AdminFixture()
        fixture.store.close()
        #expect(try fixture.get("/api/events").status == 503)
    }
}

@Suite("Admin API: what is asked wrongly")
struct AdminErrorsTests {
    @Test(
        "wrong calls name what is wrong",
        arguments: [
            ("GET", "/api/nothing", "", "", 404, "not_found"),
            ("GET", "/elsewhere", "", "", 404, "not_found"),
            ("GET", "/api/", "", "", 404, "not_found"),
            ("GET", "/api/events/evt_1/2/3", "", "", 404, "not_found"),
            ("GET", "/api/events/evt_1", "", "", 404, "not_found"),
            ("GET", "/api/deliveries/dlv_1", "", "", 404, "not_found"),
            ("GET", "/api/dead-letters/dlv_1", "", "", 404, "not_found"),
            ("POST", "/api/events", "", "", 405, "method_not_allowed"),
            ("GET", "/api/reload", "", "", 405, "method_not_allowed"),
            ("DELETE", "/api/targets/audit/pause", "", "", 405, "method_not_allowed"),
            ("GET", "/api/events", "sorce=xobin", "", 400, "unknown_parameter"),
            ("GET", "/api/status", "x=1", "", 400, "unknown_parameter"),
            ("GET", "/api/events", "limit=0", "", 400, "invalid_parameter"),
            ("GET", "/api/events", "limit=501", "", 400, "invalid_parameter"),
            ("GET", "/api/events", "limit=ten", "", 400, "invalid_parameter"),
            ("GET", "/api/events", "since=yesterday", "", 400, "invalid_parameter"),
            ("GET", "/api/events", "before=dlv_1", "", 400, "invalid_parameter"),
            ("GET", "/api/events", "source=a&source=b", "", 400, "invalid_parameter"),
            ("GET", "/api/events", "unrouted=maybe", "", 400, "invalid_parameter"),
            ("GET", "/api/deliveries", "event=evt_x", "", 400, "invalid_parameter"),
            ("GET", "/api/deliveries", "state=lost", "", 400, "invalid_parameter"),
            ("POST", "/api/targets/nobody/pause", "", "", 404, "unknown_target"),
            ("POST", "/api/targets/audit/pause", "", "[1]", 400, "invalid_body"),
            ("POST", "/api/targets/audit/pause", "", "{", 400, "invalid_body"),
            ("POST", "/api/targets/audit/pause", "", #"{"why":"x"}"#, 400, "invalid_body"),
            ("POST", "/api/targets/audit/pause", "", #"{"reason":5}"#, 400, "invalid_body"),
            ("POST", "/api/reload", "", "", 409, "node_needed"),
            ("POST", "/api/dead-letters/redrive", "", "", 400, "invalid_body"),
            ("POST", "/api/dead-letters/redrive", "", #"{"target":""}"#, 400, "invalid_body"),
            (
                "POST", "/api/dead-letters/redrive", "", #"{"all":true,"target":"audit"}"#, 400,
                "invalid_body"
            ),
            (
                "POST", "/api/dead-letters/redrive", "", #"{"all":true,"rate":"fast"}"#, 400,
                "invalid_body"
            ),
            (
                "POST", "/api/dead-letters/redrive", "", #"{"all":true,"rate":"0/s"}"#, 400,
                "invalid_body"
            ),
            (
                "POST", "/api/dead-letters/redrive", "", #"{"all":true,"to":"nobody"}"#, 404,
                "unknown_target"
            ),
            (
                "POST", "/api/dead-letters/redrive", "", #"{"deliveries":["evt_1"]}"#, 400,
                "invalid_body"
            ),
        ])
    func wrong(
        method: String, path: String, query: String, body: String, status: Int, code: String
    ) throws {
        let answer = try AdminFixture().call(method, path, query, body: body)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.response.contentType == "application/problem+json")
        #expect(answer.text("detail")?.isEmpty == false)
    }

    @Test("a body that is too long is refused")
    func tooLong() throws {
        let body = #"{"reason":""# + String(repeating: "x", count: 70_000) + "\"}"
        let answer = try AdminFixture().call("POST", "/api/targets/audit/pause", body: body)
        #expect(answer.status == 413)
    }
}
