import Model
import Testing
import Verification

@testable import Ingress

@Suite("What was refused")
struct RejectionTests {
    private func rejections(_ fixture: IngressFixture, _ source: String) throws -> [Rejection] {
        try #require(fixture.snapshot.rejections(of: source))
    }

    @Test("a refusal keeps its reason, address, header names and the body's shape, no value")
    func kept() async throws {
        let fixture = try IngressFixture()
        let headers = HeaderList(["content-type": "application/json", "x-sig": "sha256=00ff"])
        let body = #"{"name":"Ada","score":9,"tags":["x","y"],"deep":{"ok":true,"none":null}}"#
        let answer = await fixture.send(
            "/in/hmac", headers, query: "q=Lovelace", body: Array(body.utf8), from: "203.0.113.7")
        #expect(answer.status == 401)
        let rejection = try #require(try rejections(fixture, "hmac").first)
        #expect(rejection.refusal == .wrongCredentials)
        #expect(rejection.address == IPAddress("203.0.113.7"))
        #expect(rejection.headers.sorted() == ["content-type", "x-sig"])
        #expect(rejection.bodyBytes == body.utf8.count)
        #expect(
            rejection.shape == #"{"name":"string","score":"number","tags":["string"],"#
                + #""deep":{"ok":"boolean","none":null}}"#)
        let text = "\(rejection)"
        for value in ["Ada", "Lovelace", "00ff"] { #expect(!text.contains(value)) }
        #expect(fixture.meter.value("signalbox_source_refused_total{source=hmac}") == 1)
        #expect(try rejections(fixture, "open").isEmpty)
        #expect(fixture.snapshot.rejections(of: "nobody") == nil)
    }

    @Test("the newest hundred are kept; alike ones that follow each other are one")
    func ring() throws {
        let ring = RejectionRing()
        func add(_ number: Int) {
            ring.add(
                Rejection(
                    time: startOfTest + .seconds(Int64(number)), refusal: .malformedJSON,
                    method: "POST", address: nil, headers: [], bodyBytes: number)
            ) { "shape" }
        }
        for number in 0..<150 { add(number) }
        add(149)
        let all = ring.all
        #expect(all.map(\.bodyBytes) == Array((50..<150).reversed()))
        #expect(all[0].count == 2)
        #expect(all[1].count == 1)
    }

    @Test("a flood does not have every body read again")
    func shapes() {
        let ring = RejectionRing()
        for number in 0..<50 {
            ring.add(
                Rejection(
                    time: startOfTest, refusal: .malformedJSON, method: "POST", address: nil,
                    headers: [], bodyBytes: number)
            ) { "shape" }
        }
        #expect(ring.all.count { $0.shape != nil } == RejectionRing.shapesPerSecondMax)
    }

    @Test("a body's shape is bounded, whatever the body is")
    func bounds() throws {
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(BodyShape.text(Array(deep.utf8)) == #"[[[[["list"]]]]]"#)
        let wide = (0..<2000).map { "\"key\($0)\":{\"a\":1}" }.joined(separator: ",")
        let shape = try #require(BodyShape.text(Array("{\(wide)}".utf8)))
        #expect(shape.utf8.count < 4096)
        let long = try #require(
            BodyShape.text(Array("{\"\(String(repeating: "k", count: 9000))\":1}".utf8)))
        #expect(long.utf8.count < 100)
        #expect(BodyShape.text(Array("a=b".utf8)) == "no JSON")
        #expect(BodyShape.text([]) == nil)
        #expect(BodyShape.text(Array(repeating: 0x20, count: BodyShape.bodyBytesMax + 1)) == nil)
    }

    @Test("a source that is expected to send is silent when it does not")
    func silence() async throws {
        let fixture = try IngressFixture { $0["open"]?.policy.expectEvery = .hours(24) }
        func silentSince() throws -> Timestamp? {
            let now = fixture.clock.now
            let standings = fixture.snapshot.standings(now: now)
            #expect(standings.allSatisfy { $0.name == "open" || $0.silentSince(now: now) == nil })
            return try #require(standings.first { $0.name == "open" }).silentSince(now: now)
        }
        #expect(try silentSince() == nil)
        fixture.clock.advance(.hours(24))
        #expect(try silentSince() == startOfTest + .hours(24))
        #expect(await fixture.send("/in/open").status == 200)
        #expect(try silentSince() == nil)
        fixture.clock.advance(.hours(25))
        #expect(try silentSince() == startOfTest + .hours(48))
    }
}
