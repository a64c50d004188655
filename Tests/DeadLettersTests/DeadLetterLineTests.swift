import DeadLetters
import Model
import Testing

struct DeadLetterLineTests {
    private var full: DeadLetter {
        get throws {
            let score = try #require(JSONNumber("9007199254740993.10"))
            let event = Event(
                id: EventID(uuid: UUIDv7(high: 0x7001, low: 1 << 63)), source: "xobin",
                identity: EventIdentity(
                    type: "Completed", milestone: .failed, interview: "i", definition: "4217",
                    run: "7", fields: ["score": .number(score), "n": .null, "b": .bool(true)]),
                method: "PUT", query: "a=1&b=%20", headers: ["X-A": "1", "x-a": "2\t\"é"],
                body: Array("line\nwith \"quotes\" \\ \u{0}\u{2028}é😀".utf8),
                receivedAt: Fixture.now, configurationVersion: "cfg_1", traceparent: "00-1",
                explanation: Array("{\n}".utf8))
            let delivery = Delivery(
                id: Fixture.id(5), webhookID: Fixture.id(4), target: "../greenhouse",
                destination: "C0", routes: ["a", "b\n"], createdAt: Fixture.now,
                expiresAt: Fixture.now + .hours(2), lane: "l",
                redrive: RedriveMark(origin: Fixture.id(4), generation: 2))
            let attempts = [
                Attempt(
                    number: 1, startedAt: Fixture.now, tookMilliseconds: 12, status: nil,
                    outcome: Outcome(
                        .retry, Reason(code: "timeout", message: "m", advice: "a"),
                        retryAfter: .seconds(3), isAmbiguous: true), snippet: ""),
                Attempt(
                    number: 2, startedAt: Fixture.now, tookMilliseconds: 0, status: 404,
                    outcome: Outcome(
                        .dead, Reason(code: "http_not_found", message: "m"), isContextual: true),
                    snippet: "no\n\"such\""),
            ]
            return DeadLetter(
                delivery: delivery, event: event,
                reason: Reason(code: "c", message: "m\"", advice: "do"), attempts: attempts,
                diedAt: Fixture.now + .minutes(1), configurationVersion: "cfg_9",
                curl: "printf %s 'it'\\''s' | curl")
        }
    }

    @Test("everything about a dead letter survives being written and read")
    func roundTrip() throws {
        let written = try full
        let read = try DeadLetter(line: written.line)
        #expect(read.delivery.id == written.delivery.id)
        #expect(read.delivery.webhookID == written.delivery.webhookID)
        #expect(read.delivery.target == written.delivery.target)
        #expect(read.delivery.destination == written.delivery.destination)
        #expect(read.delivery.routes == written.delivery.routes)
        #expect(read.delivery.createdAt == written.delivery.createdAt)
        #expect(read.delivery.expiresAt == written.delivery.expiresAt)
        #expect(read.delivery.lane == written.delivery.lane)
        #expect(read.delivery.redrive == written.delivery.redrive)
        #expect(read.event.id == written.event.id)
        #expect(read.event.source == written.event.source)
        #expect(read.event.identity == written.event.identity)
        #expect(read.event.identity.fields["score"]?.text == "9007199254740993.10")
        #expect(read.event.method == written.event.method)
        #expect(read.event.query == written.event.query)
        #expect(read.event.headers == written.event.headers)
        #expect(read.event.body == written.event.body)
        #expect(read.event.receivedAt == written.event.receivedAt)
        #expect(read.event.configurationVersion == written.event.configurationVersion)
        #expect(read.event.traceparent == written.event.traceparent)
        #expect(read.event.explanation == written.event.explanation)
        #expect(read.reason == written.reason)
        #expect(read.attempts == written.attempts)
        #expect(read.diedAt == written.diedAt)
        #expect(read.configurationVersion == written.configurationVersion)
        #expect(read.curl == written.curl)
    }

    @Test("a line holds no line break, whatever stands in the event")
    func oneLine() throws {
        #expect(try !full.line.contains(0x0A))
    }

    @Test("bodies of any bytes survive; those that are no UTF-8 as base64")
    func bodies() throws {
        for body in [
            [], [0], [0xFF], Array(0...255), Array("é\r\n\u{7F}".utf8), [0xED, 0xA0, 0x80],
        ]
            as [[UInt8]]
        {
            let line = Fixture.letter(body: body).line
            let event = try #require(try JSONDocument(line).root.member("event"))
            let isText = String(validating: body, as: UTF8.self) != nil
            #expect((event.member("body") != nil) == isText)
            #expect((event.member("body_base64") != nil) != isText)
            #expect(try DeadLetter(line: line).event.body == body)
        }
    }

    @Test("what is no dead letter is refused, never half read")
    func malformed() throws {
        for text in ["", "{}", "[]", "null", "{\"delivery\":\"dlv_1\"}", "not json"] {
            #expect(throws: DeadLetterError.self) { try DeadLetter(line: Array(text.utf8)) }
        }
        let line = try full.line
        for length in 0..<line.count {
            #expect(throws: DeadLetterError.self) { try DeadLetter(line: Array(line[..<length])) }
        }
    }

    @Test("members of a later version are left alone")
    func unknownMembers() throws {
        let line = Array("{\"later\":[1,{}],".utf8) + Fixture.letter().line.dropFirst()
        #expect(try DeadLetter(line: line).delivery.id == Fixture.id(1))
    }
}
