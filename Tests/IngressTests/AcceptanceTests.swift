import Model
import Store
import Support
import Testing
import Verification

@testable import Ingress

@Suite("Events that are taken")
struct AcceptanceTests {
    @Test("an event is stored byte for byte, with its deliveries, and answered with its id")
    func accepted() async throws {
        let fixture = try IngressFixture()
        let body = Array(#"{ "event":"done", "interview": 4217,"run":"r1", "x":"\u003c" }"#.utf8)
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let answer = await fixture.send(
            "/in/open",
            HeaderList(["content-type": "application/json; charset=utf-8", "traceparent": trace]),
            query: "q=1", body: body)

        let event = try #require(try fixture.events().first)
        #expect(answer.status == 200)
        #expect(answer.text == #"{"id":"\#(event.id)"}"#)
        #expect(answer.header("content-type") == "application/json")
        #expect(event.body == body)
        #expect(event.source == "open")
        #expect(event.identity.type == "done")
        #expect(event.identity.interview == "4217")
        #expect(event.identity.run == "r1")
        #expect(event.method == "POST")
        #expect(event.query == "q=1")
        #expect(event.receivedAt == startOfTest)
        #expect(event.configurationVersion == "cfg_1")
        #expect(event.traceparent == trace)
        #expect((try? JSONDocument(event.explanation)) != nil)
        #expect(fixture.meter.value("signalbox_events_accepted_total{source=open}") == 1)

        let deliveries = try fixture.deliveries().sorted { $0.target < $1.target }
        #expect(deliveries.map(\.target) == ["audit", "hiring"])
        #expect(deliveries.map(\.destination) == ["", "C1"])
        #expect(deliveries.map(\.lane) == ["audit|open|r1", nil])
        #expect(deliveries.allSatisfy { $0.routes == ["everything"] })
        #expect(deliveries.allSatisfy { $0.expiresAt == startOfTest + .hours(2) })
    }

    @Test("without a run there is no lane")
    func noLane() async throws {
        let fixture = try IngressFixture()
        _ = await fixture.send("/in/open")
        #expect(try fixture.deliveries().count == 2)
        #expect(try fixture.deliveries().allSatisfy { $0.lane == nil })
    }

    @Test(
        "JSON under any of its names is taken",
        arguments: ["application/json", "Application/JSON ; a=b", "application/vnd.x+json", ""])
    func mediaTypes(_ type: String) async throws {
        let fixture = try IngressFixture()
        let headers = type.isEmpty ? HeaderList() : HeaderList(["content-type": type])
        #expect(await fixture.send("/in/open", headers).status == 200)
    }

    @Test("a second copy is answered with the first one's id and stored once")
    func duplicate() async throws {
        let fixture = try IngressFixture()
        let body = Array(#"{"a":"ab","b":"c"}"#.utf8)
        let first = await fixture.send("/in/open", body: body)
        let second = await fixture.send("/in/open", body: body)
        let id = try #require(first.member("id"))
        #expect(second.status == 200)
        #expect(second.text == #"{"id":"\#(id)","duplicate":true}"#)
        #expect(try fixture.events().count == 1)
        #expect(try fixture.deliveries().count == 2)
        #expect(fixture.meter.value("signalbox_events_duplicate_total{source=open}") == 1)
        #expect(fixture.meter.value("signalbox_events_accepted_total{source=open}") == 1)
    }

    @Test("keys that only look alike are different events")
    func distinctKeys() async throws {
        let fixture = try IngressFixture { sources in
            sources["open2"] = Source(
                name: "open2", verifier: .none, mapping: IngressFixture.mapping)
        }
        let bodies = [
            #"{"a":"ab","b":"c"}"#, #"{"a":"a","b":"bc"}"#, #"{"a":"","b":"abc"}"#,
            #"{"a":"abc","b":""}"#,
        ]
        for body in bodies { _ = await fixture.send("/in/open", body: Array(body.utf8)) }
        _ = await fixture.send("/in/open2", body: Array(bodies[0].utf8))
        #expect(try fixture.events().count == bodies.count + 1)
    }

    @Test("parts of a key cannot be shifted into each other, whatever bytes they hold")
    func keyParts() {
        let separator = "\u{1}" + String(repeating: "\u{0}", count: 8)
        func digest(_ parts: String...) -> [UInt8]? {
            DedupeDigest.make(
                source: "s", values: parts.map { .text($0) }, body: Array("body".utf8))
        }
        #expect(digest("ab", "c") != digest("a", "bc"))
        #expect(digest("ab" + separator, "c") != digest("ab", separator + "c"))
        #expect(digest("ab", "c") == digest("ab", "c"))
        #expect(digest("ab", "c")?.count == 32)
        #expect(DedupeDigest.make(source: "s", values: nil, body: []) == nil)
        let hashed = [1, 2].map {
            DedupeDigest.make(source: "s", values: [.bodyHash], body: [$0])
        }
        #expect(hashed[0] != hashed[1])
    }

    @Test("of many copies at once one is stored")
    func copiesAtOnce() async throws {
        let fixture = try IngressFixture()
        let body = Array(#"{"a":1,"b":2}"#.utf8)
        let answers = await withTaskGroup(of: IngressAnswer.self) { group in
            for _ in 0..<16 { group.addTask { await fixture.send("/in/open", body: body) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0.member("duplicate") == nil } == 1)
        #expect(Set(answers.compactMap { $0.member("id") }).count == 1)
        #expect(try fixture.events().count == 1)
    }

    @Test("an event without a part of its key is never a duplicate")
    func missingKeyPart() async throws {
        let fixture = try IngressFixture()
        for _ in 0..<2 { _ = await fixture.send("/in/open", body: Array(#"{"a":"x"}"#.utf8)) }
        #expect(try fixture.events().count == 2)
    }

    @Test("after its window a key is free again")
    func window() async throws {
        let fixture = try IngressFixture { $0["open"]?.dedupeWindow = .hours(1) }
        let body = Array(#"{"a":1,"b":2}"#.utf8)
        _ = await fixture.send("/in/open", body: body)
        fixture.clock.advance(.minutes(59))
        #expect(await fixture.send("/in/open", body: body).member("duplicate") == "true")
        fixture.clock.advance(.minutes(2))
        #expect(await fixture.send("/in/open", body: body).member("duplicate") == nil)
    }

    @Test("a request that is refused does not use up its key")
    func refusedKey() async throws {
        let fixture = try IngressFixture()
        let body = Array(#"{"a":1,"b":2}"#.utf8)
        fixture.store.failWrites(next: 1)
        #expect(await fixture.send("/in/open", body: body).status == 503)
        #expect(await fixture.send("/in/open", body: body).member("duplicate") == nil)
    }

    @Test("a source's own acknowledgement is sent instead of ours")
    func acknowledgement() async throws {
        let fixture = try IngressFixture { sources in
            sources["open"]?.acknowledgement.status = 202
            sources["open"]?.acknowledgement.body = "[accepted]"
            sources["hmac"]?.verifier = .none
            sources["hmac"]?.acknowledgement.status = 204
        }
        let text = await fixture.send("/in/open")
        #expect(text.status == 202)
        #expect(text.text == "[accepted]")
        #expect(text.header("content-type") == "text/plain; charset=utf-8")
        let empty = await fixture.send("/in/hmac")
        #expect(empty.status == 204)
        #expect(empty.body.isEmpty)
    }

    @Test(
        "a trace context that is not valid is dropped",
        arguments: [
            "", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ])
    func traceparent(_ value: String) async throws {
        let fixture = try IngressFixture()
        _ = await fixture.send(
            "/in/open", HeaderList(["content-type": "application/json", "traceparent": value]))
        let event = try #require(try fixture.events().first)
        #expect(event.traceparent == nil)
    }

    @Test("nothing is answered before the commit", .hangLimit)
    func afterCommit() async throws {
        let fixture = try IngressFixture()
        fixture.store.holdWrites()
        let (answers, sink) = AsyncStream.makeStream(of: Int.self)
        let sending = Task {
            let answer = await fixture.send("/in/open")
            sink.yield(answer.status)
        }
        try await wait { fixture.store.heldWrites > 0 }
        // Another request is answered in between: the first had every chance to be.
        #expect(await fixture.send("/healthz", method: "GET").status == 200)
        sink.yield(0)
        #expect(try fixture.events().isEmpty)
        fixture.store.releaseWrites()
        await sending.value
        sink.finish()
        var order: [Int] = []
        for await status in answers { order.append(status) }
        #expect(order == [0, 200])
        #expect(try fixture.events().count == 1)
    }

    @Test(
        "a request that is cancelled after its hand-over is stored all the same",
        .hangLimit)
    func cancelled() async throws {
        let fixture = try IngressFixture()
        fixture.store.holdWrites()
        let sending = Task { await fixture.send("/in/open") }
        try await wait { fixture.store.heldWrites > 0 }
        sending.cancel()
        fixture.store.releaseWrites()
        #expect(await sending.value.status == 200)
        #expect(try fixture.events().count == 1)
        #expect(try fixture.deliveries().count == 2)
    }
}
