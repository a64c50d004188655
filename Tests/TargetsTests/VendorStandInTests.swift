import Model
import Targets
import Testing

/// Each kind's own requests, as its vendor would take them, and what the vendor's answers lead to.
struct VendorStandInTests {
    @Test("there is a stand-in for every kind")
    func complete() {
        #expect(VendorStandIn.all.map(\.kind) == KindCatalog.all.map(\.name))
    }

    private func outcome(_ target: Target, _ answer: VendorStandIn.Answer) -> Outcome {
        target.outcome(
            of: Fixture.answer(answer.status, answer.body, headers: answer.headers),
            now: Fixture.now)
    }

    private func request(_ target: Target, _ event: Event) throws -> OutboundRequest {
        try target.request(for: Fixture.context(event)).get()
    }

    @Test(
        "the vendor takes the kind's request, whatever the candidate is called",
        arguments: VendorStandIn.all.map(\.kind))
    func taken(kind: String) throws {
        let vendor = try #require(VendorStandIn.all.first { $0.kind == kind })
        let target = try KindFixture.target(kind)
        for name in [
            "Ana Lind", "<!channel>", "a & b \"c\"\n\u{202E}d", "}]}\",\"x\":\"",
            String(repeating: "é", count: 100_000),
        ] {
            let answer = vendor.answer(try request(target, KindFixture.event(name: name)))
            #expect(outcome(target, answer).class == .delivered, "\(name.prefix(20)): \(answer)")
        }
    }

    @Test(
        "what the vendor says otherwise ends as documented",
        arguments: VendorStandIn.all.map(\.kind))
    func refused(kind: String) throws {
        let vendor = try #require(VendorStandIn.all.first { $0.kind == kind })
        let target = try KindFixture.target(kind)
        let good = try request(target, KindFixture.event())
        let busy = outcome(target, vendor.answer(good, isBusy: true))
        #expect(busy.class == .retry && !busy.isAmbiguous)
        if !vendor.throttled.headers.fields.isEmpty || kind == "discord" {
            #expect(busy.retryAfter == .seconds(11))
        }
        #expect(outcome(target, vendor.unauthorized).class == .block)
        #expect(outcome(target, vendor.invalid).class == .dead)
        if KindCatalog.kind(named: kind)?.key("candidate") != nil {
            let event = KindFixture.event(more: ["ats_candidate": .string("unknown-id")])
            let answer = vendor.answer(try request(target, event))
            #expect(answer.status == vendor.unknown?.status)
            #expect(outcome(target, answer).class == .dead)
        }
        // The stand-in itself refuses: another credential, another method, a body that is none.
        if case .header = vendor.credential {
            var stranger = good
            stranger.headers = HeaderList(["content-type": "application/json"])
            #expect(outcome(target, vendor.answer(stranger)).class == .block)
        }
        var broken = good
        broken.body = Array("{".utf8)
        #expect(outcome(target, vendor.answer(broken)).class == .dead)
        var other = good
        other.method = "GET"
        #expect(vendor.answer(other).status == 404)
    }
}
