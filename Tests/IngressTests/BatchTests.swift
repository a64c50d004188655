import Crypto
import Model
import Store
import Testing
import Verification

@testable import Ingress

@Suite("Requests that bring several events")
struct BatchTests {
    private static let json = HeaderList(["content-type": "application/json"])

    /// `open` takes lists under /items.
    private func fixture(_ change: (inout Source) -> Void = { _ in }) throws -> IngressFixture {
        try IngressFixture { sources in
            sources["open"]?.batch = JSONPointer(tokens: ["items"])
            if var source = sources["open"] {
                change(&source)
                sources["open"] = source
            }
        }
    }

    private func send(
        _ fixture: IngressFixture, _ body: String, _ headers: HeaderList = json
    ) async -> IngressAnswer {
        await fixture.send("/in/open", headers, query: "q=1", body: Array(body.utf8))
    }

    @Test("each element is an event: its exact bytes, its own identity, its own deliveries")
    func elements() async throws {
        let fixture = try fixture()
        let items = [
            #"{ "event":"one" ,"run":1.0, "x":"\u003c" }"#, #"{"event":"two","run":"r2"}"#,
        ]
        let answer = await send(fixture, #"{"live":"no","items":[ \#(items[0]) , \#(items[1])]}"#)
        #expect(answer.status == 200)
        let events = try fixture.events()
        #expect(Set(answer.list("ids")) == Set(events.map { "\($0.id)" }))
        #expect(answer.list("duplicates").isEmpty)
        let byType = Dictionary(uniqueKeysWithValues: events.map { ($0.identity.type, $0) })
        #expect(byType["one"]?.body == Array(items[0].utf8))
        #expect(byType["one"]?.identity.run == "1.0")
        #expect(byType["two"]?.body == Array(items[1].utf8))
        #expect(byType["two"]?.query == "q=1")
        #expect(answer.list("ids").first == byType["one"].map { "\($0.id)" })
        #expect(try fixture.deliveries().count == 4)
        #expect(fixture.meter.value("signalbox_events_accepted_total{source=open}") == 2)
    }

    @Test("a body without the list is one event, and a list of none is nothing")
    func noList() async throws {
        let fixture = try fixture()
        #expect(await send(fixture, #"{"event":"whole"}"#).member("id") != nil)
        #expect(await send(fixture, #"{"items":{"event":"object"}}"#).member("id") != nil)
        #expect(try fixture.events().count == 2)
        let none = await send(fixture, #"{"items":[]}"#)
        #expect(none.status == 200)
        #expect(none.text == #"{"ids":[]}"#)
        #expect(try fixture.events().count == 2)
    }

    @Test("a hundred are taken, one more is 413 and none of them is stored")
    func bound() async throws {
        let fixture = try fixture()
        let items = Array(repeating: "{}", count: 101)
        let answer = await send(fixture, #"{"items":[\#(items.joined(separator: ","))]}"#)
        #expect(answer.status == 413)
        #expect(answer.member("code") == "batch_too_large")
        #expect(try fixture.events().isEmpty)
        let fitting = await send(
            fixture, #"{"items":[\#(items.dropLast().joined(separator: ","))]}"#)
        #expect(fitting.list("ids").count == 100)
        #expect(Set(fitting.list("ids")).count == 100)
        #expect(fixture.meter.value("signalbox_events_accepted_total{source=open}") == 100)
    }

    @Test("one element that cannot be taken, and none is stored; the answer says which")
    func allOrNone() async throws {
        let fixture = try fixture()
        let answer = await send(
            fixture, #"{"items":[{"run":"a"},{"run":"b\u0000"},{"run":"c"}]}"#)
        #expect(answer.status == 400)
        #expect(answer.member("code") == "invalid_identity")
        #expect(answer.member("detail") == "event 1: run has a control character")
        #expect(try fixture.events().isEmpty)
        #expect(try fixture.deliveries().isEmpty)
    }

    @Test("a store that cannot commit stores none, and the same batch is taken later")
    func storeFails() async throws {
        let fixture = try fixture()
        let body = #"{"items":[{"a":1,"b":1},{"a":2,"b":2}]}"#
        fixture.store.failWrites(next: 1)
        #expect(await send(fixture, body).status == 503)
        #expect(try fixture.events().isEmpty)
        let later = await send(fixture, body)
        #expect(later.list("ids").count == 2)
        #expect(later.list("duplicates").isEmpty)
    }

    @Test("each element is deduplicated by itself, against others of its batch too")
    func duplicates() async throws {
        let fixture = try fixture()
        let first = await send(fixture, #"{"items":[{"a":1,"b":1},{"a":2,"b":2},{"a":1,"b":1}]}"#)
        let ids = first.list("ids")
        try #require(ids.count == 3)
        #expect(ids[2] == ids[0])
        #expect(first.list("duplicates") == [ids[0]])
        let second = await send(fixture, #"{"items":[{"a":2,"b":2},{"a":3,"b":3},{"a":4}]}"#)
        #expect(second.list("ids").first == ids[1])
        #expect(second.list("duplicates") == [ids[1]])
        #expect(try fixture.events().count == 4)
        #expect(fixture.meter.value("signalbox_events_duplicate_total{source=open}") == 2)
    }

    @Test("a key of the body's hash is of the element's bytes")
    func bodyHash() async throws {
        let fixture = try fixture { $0.mapping.dedupe = [.bodyHash] }
        _ = await send(fixture, #"{"n":1,"items":[{"x":1},{"x":2}]}"#)
        let answer = await send(fixture, #"{"n":2,"items":[{"x":2},{"x": 2}]}"#)
        #expect(answer.list("duplicates").count == 1)
        #expect(try fixture.events().count == 3)
    }

    @Test("one signature over several events without keys is remembered for each of them")
    func signature() async throws {
        let fixture = try IngressFixture { sources in
            sources["standard"]?.batch = JSONPointer(tokens: [])
            sources["standard"]?.mapping.dedupe = []
        }
        let body = Array(#"[{"x":1},{"x":1},{"x":1}]"#.utf8)
        let signer = try StandardWebhooksSigner(secrets: secrets("whsec_czNjcmV0"))
        var headers = signer.headers(id: "msg_1", timestamp: startOfTest, body: body)
        headers.append("content-type", "application/json")
        let first = await fixture.send("/in/standard", headers, body: body)
        #expect(first.list("ids").count == 3)
        #expect(first.list("duplicates").isEmpty)
        let again = await fixture.send("/in/standard", headers, body: body)
        #expect(again.list("duplicates") == first.list("ids"))
        #expect(try fixture.events().count == 3)
    }

    @Test("a batch that was refused leaves nothing behind that would refuse it later")
    func separateReplay() async throws {
        let fixture = try IngressFixture { sources in
            sources["standard"]?.batch = JSONPointer(tokens: [])
            sources["standard"]?.mapping.dedupe = [.place(.header("x-delivery"))]
        }
        let signer = try StandardWebhooksSigner(secrets: secrets("whsec_czNjcmV0"))
        func post(_ text: String, _ delivery: String) async -> IngressAnswer {
            let body = Array(text.utf8)
            var headers = signer.headers(id: "msg_1", timestamp: startOfTest, body: body)
            headers.append("content-type", "application/json")
            headers.append("x-delivery", delivery)
            return await fixture.send("/in/standard", headers, body: body)
        }
        #expect(await post(#"[{"run":"a"},{"run":"\u0000"}]"#, "1").status == 400)
        #expect(try fixture.events().isEmpty)
        // The key is the header's: the second element is the first one again.
        let taken = await post(#"[{"run":"a"},{"run":"b"}]"#, "2")
        #expect(taken.list("ids").count == 2)
        #expect(try fixture.events().count == 1)
        let replayed = await post(#"[{"run":"a"},{"run":"b"}]"#, "3")
        #expect(replayed.member("duplicate") == "true")
        #expect(try fixture.events().count == 1)
    }

    @Test("a source's own acknowledgement is sent for a batch, too")
    func acknowledgement() async throws {
        let fixture = try fixture { $0.acknowledgement.body = "[accepted]" }
        #expect(await send(fixture, #"{"items":[{},{}]}"#).text == "[accepted]")
        #expect(try fixture.events().count == 2)
    }

    @Test("presets of vendors that send lists make an event of each element")
    func presets() async throws {
        let samples: [(preset: String, body: String, type: String, run: String)] = [
            (
                "sendgrid", #"[{"event":"open","sg_message_id":"m1","sg_event_id":"e1"}]"#,
                "open", "m1"
            ),
            (
                "adyen",
                #"""
                {"live":"false","notificationItems":[{"NotificationRequestItem":
                 {"eventCode":"REFUND","pspReference":"p1"}}]}
                """#, "REFUND", "p1"
            ),
            (
                "hubspot", #"[{"subscriptionType":"contact.creation","objectId":17}]"#,
                "contact.creation", "17"
            ),
            (
                "microsoft-graph",
                #"{"value":[{"changeType":"updated","resourceData":{"id":"d1"}}]}"#, "updated",
                "d1"
            ),
        ]
        for sample in samples {
            let preset = try #require(Preset.named(sample.preset))
            let fixture = try IngressFixture { sources in
                sources["open"]?.mapping = preset.mapping
                sources["open"]?.batch = preset.batch
            }
            let answer = await send(fixture, sample.body)
            #expect(answer.list("ids").count == 1, "\(sample.preset)")
            let identity = try #require(try fixture.events().first).identity
            #expect(identity.type == sample.type)
            #expect(identity.run == sample.run)
        }
    }
}
