import Model
import Store
import Testing
import Verification

@testable import Ingress

@Suite("Requests that are sent again by somebody else")
struct ReplayTests {
    private func fixture(_ dedupe: [DedupePart]) throws -> IngressFixture {
        try IngressFixture {
            $0["a"] = Source(
                name: "a", verifier: .signature(Self.scheme),
                mapping: EventMapping(dedupe: dedupe))
        }
    }

    private static let scheme = SignatureScheme(
        header: "x-sig", signed: .init(parts: [.timestamp, .literal("."), .body]),
        timestamp: .init(header: "x-time", tolerance: .minutes(5)), secrets: secrets("s"))

    private func request(
        _ id: String, at time: Timestamp = startOfTest
    ) throws -> HeaderList {
        let made = try RequestSigner(.signature(Self.scheme)).credentials(
            body: Array("{}".utf8), id: "", at: time)
        var headers = made.headers
        headers.set("content-type", "application/json")
        headers.set("x-id", id)
        return headers
    }

    @Test("without a deduplication key the signature is the key")
    func noKey() async throws {
        let fixture = try fixture([])
        let first = await fixture.send("/in/a", try request("1"))
        let again = await fixture.send("/in/a", try request("2"))
        #expect(again.member("duplicate") == "true")
        #expect(again.member("id") == first.member("id"))
        // The sender itself may say the same again: it signs anew.
        fixture.clock.advance(.seconds(1))
        let anew = await fixture.send("/in/a", try request("3", at: fixture.clock.now))
        #expect(anew.member("duplicate") == nil)
        #expect(try fixture.events().count == 2)
    }

    @Test("a key that is not signed does not make another event of it")
    func unsignedKey() async throws {
        let fixture = try fixture([.place(.header("x-id"))])
        let first = await fixture.send("/in/a", try request("1"))
        let again = await fixture.send("/in/a", try request("2"))
        #expect(again.status == 200)
        #expect(again.member("duplicate") == "true")
        #expect(again.member("id") == first.member("id"))
        #expect(try fixture.events().count == 1)
        // A repetition by the sender has the same key and another signature.
        fixture.clock.advance(.seconds(1))
        let retry = await fixture.send("/in/a", try request("1", at: fixture.clock.now))
        #expect(retry.member("duplicate") == "true")
        #expect(try fixture.events().count == 1)
    }

    @Test("who was told to come again is not told that it has been here")
    func failure() async throws {
        let fixture = try fixture([.place(.header("x-id"))])
        let headers = try request("1")
        let head = IngressRequest(path: "/in/a", headers: headers, contentLength: 2)
        guard case .read(let admitted) = fixture.pipeline.admit(head),
            case .append(let planned) = fixture.pipeline.prepare(
                admitted, body: Array("{}".utf8))
        else {
            Issue.record("not planned")
            return
        }
        let answer = fixture.pipeline.answer(
            .failure(.unavailable("full")), admitted, id: planned.event.id)
        #expect(answer.status == 503)
        let second = await fixture.send("/in/a", headers)
        #expect(second.member("duplicate") == nil)
        #expect(try fixture.events().count == 1)
    }

    @Test("what is remembered is bounded, and forgotten in time")
    func bounds() {
        let seen = SeenSignatures()
        let end = startOfTest + .minutes(10)
        func digest(_ number: Int) -> [UInt8] { Array("\(number)".utf8) }
        var ids: [EventID] = []
        for number in 0...SeenSignatures.countMax {
            let id = EventID.make(at: startOfTest)
            ids.append(id)
            seen.begin(digest(number), until: end, id: id)
            seen.end(id, isStored: true)
        }
        #expect(seen.original(digest(0), now: startOfTest) == nil)
        #expect(seen.original(digest(1), now: startOfTest) == ids[1])
        #expect(seen.original(digest(1), now: end + .seconds(1)) == nil)
    }
}
