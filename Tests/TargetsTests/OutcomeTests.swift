import Model
import Targets
import Testing

struct OutcomeTests {
    @Test("2xx is delivered, whatever the body", arguments: [200, 201, 202, 204, 299])
    func delivered(status: Int) throws {
        let outcome = try Fixture.http().outcome(
            of: Fixture.answer(status, "nope"), now: Fixture.now)
        #expect(outcome == .delivered)
    }

    @Test(
        "each status has its class",
        arguments: [
            (408, Outcome.Class.retry, false), (425, .retry, false), (429, .retry, false),
            (500, .retry, false), (502, .retry, false), (503, .retry, false), (504, .retry, false),
            (599, .retry, false), (400, .dead, false), (406, .dead, false), (409, .dead, false),
            (411, .dead, false), (413, .dead, false), (414, .dead, false), (415, .dead, false),
            (418, .dead, false), (422, .dead, false), (431, .dead, false), (401, .block, false),
            (402, .block, false), (403, .block, false), (407, .block, false), (410, .block, false),
            (404, .dead, true), (405, .dead, true), (301, .dead, true), (302, .dead, true),
            (304, .dead, true), (308, .dead, true), (101, .retry, false), (0, .retry, false),
            (700, .retry, false),
        ])
    func classes(status: Int, expected: Outcome.Class, contextual: Bool) throws {
        let outcome = try Fixture.http().outcome(of: Fixture.answer(status), now: Fixture.now)
        #expect(outcome.class == expected)
        #expect(outcome.isContextual == contextual)
        #expect(TargetReason(rawValue: outcome.reason.code) != nil)
    }

    @Test("a 500 is never a success, for any kind")
    func serverErrorIsNoSuccess() throws {
        for target in [try Fixture.http(), try Fixture.slack()] {
            let outcome = target.outcome(of: Fixture.answer(500, "ok"), now: Fixture.now)
            #expect(outcome.class == .retry)
        }
    }

    @Test("a conflict about the idempotency key retries")
    func idempotencyConflict() throws {
        let body = #"{"type":"https://x.example/errors/Idempotency-Key-in-use"}"#
        let outcome = try Fixture.http().outcome(of: Fixture.answer(409, body), now: Fixture.now)
        #expect(outcome.class == .retry)
        #expect(outcome.reason.code == "http_idempotency_conflict")
    }

    @Test("transport failures retry, except those that trying again does not help")
    func transport() throws {
        let target = try Fixture.http()
        for kind in TransportFailure.Kind.allCases {
            let failure = TransportFailure(kind, detail: "why", mayHaveBeenReceived: true)
            let outcome = target.outcome(of: .failure(failure), now: Fixture.now)
            let expected: Outcome.Class =
                kind == .unsendable ? .dead : kind == .addressRefused ? .block : .retry
            #expect(outcome.class == expected)
            #expect(outcome.reason.code == kind.rawValue)
            #expect(outcome.reason.message.hasSuffix(": why"))
            #expect(outcome.isAmbiguous == (expected == .retry))
        }
        let refused = target.outcome(
            of: .failure(TransportFailure(.addressRefused)), now: Fixture.now)
        #expect(refused.reason.advice.contains("allow_private"))
    }

    @Test(
        "Retry-After is read in all its forms",
        arguments: [
            ("120", 120_000), ("0", 0), ("1.5", 1500), (" 7 ", 7000),
            ("1000000000", 1_000_000_000_000), ("99999999999999999999999999", Int64.max),
            ("Mon, 05 Jan 2026 10:08:40 GMT", 60_000), ("Monday, 05-Jan-26 10:08:40 GMT", 60_000),
            ("Mon Jan  5 10:08:40 2026", 60_000), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("-5", nil), ("", nil), ("soon", nil), ("1e3", nil), ("0x10", nil), ("inf", nil),
            ("nan", nil), ("1.2.3", nil), ("Mon, 45 Jan 2026 10:08:40 GMT", nil),
        ] as [(String, Int64?)])
    func retryAfter(text: String, expected: Int64?) throws {
        let answer = Fixture.answer(429, headers: ["Retry-After": text])
        for target in [try Fixture.http(), try Fixture.slack()] {
            let outcome = target.outcome(of: answer, now: Fixture.now)
            #expect(outcome.class == .retry)
            #expect(outcome.retryAfter?.count == expected)
        }
    }

    @Test("every reason has a code in snake_case and a message")
    func reasons() {
        for reason in TargetReason.allCases {
            #expect(reason.code.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F })
            #expect(!reason.reason().message.isEmpty)
        }
        for kind in TransportFailure.Kind.allCases {
            #expect(TargetReason(rawValue: kind.rawValue) != nil)
        }
    }

    @Test("with after_ambiguous: wait a person says whether it is sent again")
    func waiting() throws {
        var target = try Fixture.http()
        target.afterAmbiguous = .wait
        let lost = TransferResult.failure(
            TransportFailure(.connectionLost, mayHaveBeenReceived: true))
        let waiting = target.outcome(of: lost, now: Fixture.now)
        #expect(waiting.class == .retry && waiting.waitsForPerson)
        #expect(waiting.reason.code == "waits_for_person")
        // What cannot have arrived is sent again by itself.
        let clean = target.outcome(
            of: .failure(TransportFailure(.connectionRefused)), now: Fixture.now)
        #expect(clean.class == .retry && !clean.waitsForPerson)
    }

    @Test("with after_ambiguous: dead nothing is sent twice that may have arrived")
    func ambiguous() throws {
        var target = try Fixture.http()
        target.afterAmbiguous = .dead
        func outcome(_ result: TransferResult) -> Outcome {
            target.outcome(of: result, now: Fixture.now)
        }
        for result in [
            .failure(TransportFailure(.timeout, mayHaveBeenReceived: true)),
            .failure(TransportFailure(.connectionLost, mayHaveBeenReceived: true)),
            Fixture.answer(502), Fixture.answer(504), Fixture.answer(500),
        ] as [TransferResult] {
            #expect(outcome(result).class == .dead)
            #expect(outcome(result).isAmbiguous)
            #expect(outcome(result).reason.code == "ambiguous_failure")
        }
        // It did not arrive, the target says so, or this node is stopping.
        for result in [
            .failure(TransportFailure(.connectionRefused)), .failure(TransportFailure(.tls)),
            .failure(TransportFailure(.timeout)),
            .failure(TransportFailure(.cancelled, mayHaveBeenReceived: true)),
            Fixture.answer(429), Fixture.answer(503),
        ] as [TransferResult] { #expect(outcome(result).class == .retry) }
        #expect(outcome(Fixture.answer(200)).class == .delivered)
    }
}
