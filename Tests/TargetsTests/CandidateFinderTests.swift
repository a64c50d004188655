import Model
import Testing

@testable import Targets

/// Candidates whose ids events do not hold: what is asked, and what the answers mean.
@Suite("find_by")
struct CandidateFinderTests {
    typealias Person = VendorSearch.Person

    private func target(
        _ kind: String, _ more: [String: KindValue] = [:],
        several: FinderSettings.Several = .dead, none: FinderSettings.None = .dead
    ) throws -> Target {
        var finder = FinderSettings(email: "{{fields.candidate_email}}")
        finder.several = several
        finder.none = none
        return try KindFixture.target(kind, more.merging(["find_by": .finder(finder)]) { $1 })
    }

    private func lookup(_ target: Target, _ event: Event = KindFixture.event()) throws
        -> CandidateLookup?
    {
        try target.lookup(for: Fixture.context(event)).get()
    }

    private func found(
        _ lookup: CandidateLookup, _ answer: VendorStandIn.Answer
    ) -> Result<CandidateFinder.Choice, LookupFailure> {
        lookup.finder.choice(
            in: Fixture.answer(answer.status, answer.body, headers: answer.headers),
            email: lookup.email, now: Fixture.now
        )
    }

    @Test("every vendor that documents a search has one here, and the others say so")
    func complete() throws {
        let kinds = KindCatalog.all.filter { $0.lookup != nil }.map(\.name)
        #expect(kinds == VendorSearch.all.map(\.kind))
        let without = KindCatalog.all.filter { $0.group == .ats && $0.lookup == nil }
        #expect(without.map(\.name) == ["jazzhr-note"])
        #expect {
            _ = try target("jazzhr-note")
        } throws: {
            "\($0)".contains("documents no lookup by email")
        }
        #expect {
            _ = try target("kombo-note", several: .newest)
        } throws: {
            "\($0)".contains("'several' must be dead")
        }
    }

    @Test(
        "the vendor's search finds the one with this very address, whom the note is then about",
        arguments: VendorSearch.all.map(\.kind))
    func one(kind: String) throws {
        let vendor = try #require(VendorSearch.all.first { $0.kind == kind })
        let target = try target(kind)
        let event = KindFixture.event(more: ["candidate_email": .string(" Ana.Lind@Example.com ")])
        let lookup = try #require(try lookup(target, event))
        #expect(lookup.email == "ana.lind@example.com")
        #expect(vendor.takes(lookup.request, for: "ana.lind@example.com"), "\(lookup.request.url)")
        let note = try target.request(for: Fixture.context(event)).get()
        if let name = note.headers["authorization"] {
            #expect(lookup.request.headers["authorization"] == name)
        }
        // Others whom a search in all fields finds too.
        let answer = vendor.answer([
            Person(id: "11", email: "ana.lind@example.com.au"),
            Person(id: "12", email: "ANA.LIND@example.com"),
            Person(id: "13", email: "diana.lind@example.com"),
        ])
        #expect(try found(lookup, answer).get() == .one("12"))
        var context = Fixture.context(event)
        context.candidate = "12"
        let request = try target.request(for: context).get()
        let text = request.url + String(decoding: request.body, as: UTF8.self)
        #expect(text.contains("12") && !text.contains("c-42"))
        #expect(try target.lookup(for: context).get() == nil)
    }

    @Test(
        "nobody, and more than one, end as the target says",
        arguments: VendorSearch.all.map(\.kind))
    func others(kind: String) throws {
        let vendor = try #require(VendorSearch.all.first { $0.kind == kind })
        let lookup = try #require(try lookup(target(kind)))
        let nobody = vendor.answer([])
        let dead = TargetReason.candidateNotFound.reason()
        #expect(try found(lookup, nobody).get() == .dead(dead))
        #expect(
            try found(try #require(try self.lookup(target(kind, none: .skip))), nobody).get()
                == .none(dead))
        let two = [
            Person(id: "1", email: "ana@example.com", created: "2026-02-01T10:00:00.000Z"),
            Person(id: "2", email: "ana@example.com", created: "2026-01-31T10:00:00+00:00"),
        ]
        guard case .dead(let reason) = try found(lookup, vendor.answer(two)).get() else {
            Issue.record("one of two was taken")
            return
        }
        #expect(reason.code == "candidate_not_unique" && reason.message.contains("2 candidates"))
        // The same one twice is one.
        #expect(try found(lookup, vendor.answer([two[0], two[0]])).get() == .one("1"))
        guard kind != "kombo-note" else { return }
        let newest = try #require(try self.lookup(target(kind, several: .newest)))
        #expect(try found(newest, vendor.answer(two)).get() == .one("1"))
        let undated = [two[0], Person(id: "3", email: "ana@example.com", created: "soon")]
        guard case .dead = try found(newest, vendor.answer(undated)).get() else {
            Issue.record("one without a date counts as older")
            return
        }
    }

    @Test("dates come as moments, days and numbers")
    func dates() throws {
        let vendor = try #require(VendorSearch.all.first { $0.kind == "lever-note" })
        let lookup = try #require(try lookup(target("lever-note", several: .newest)))
        let people = ["2026-03-01", "1767225600000", "2026-02-01 00:00:00"].enumerated().map {
            Person(id: "p\($0)", email: "ana@example.com", created: $1)
        }
        #expect(try found(lookup, vendor.answer(people)).get() == .one("p0"))
    }

    @Test(
        "an answer that is none means what it means for a note, and is never ambiguous",
        arguments: VendorSearch.all.map(\.kind))
    func failures(kind: String) throws {
        let lookup = try #require(try lookup(target(kind)))
        func outcome(_ answer: VendorStandIn.Answer) throws -> Outcome {
            guard case .failure(let failure) = found(lookup, answer) else {
                throw Fixture.Missing()
            }
            return failure.outcome
        }
        for (status, wanted) in [
            (401, .block), (403, .block), (400, .dead), (500, .retry), (302, .dead),
        ] as [(Int, Outcome.Class)] {
            #expect(try outcome(.init(status)).class == wanted, "\(status)")
        }
        let busy = try outcome(.init(429, headers: ["Retry-After": "17"]))
        #expect(busy.class == .retry && busy.retryAfter == .seconds(17))
        for body in ["", "[", "{}", #"{"data":1}"#] {
            let strange = try outcome(.init(200, body))
            #expect(strange.class == .retry && !strange.isAmbiguous)
            #expect(strange.reason.code == "target_unexpected_answer")
        }
        // Cut off where reading ended.
        let long = OutboundResponse(status: 200, body: Array("[{".utf8), bodyBytes: 3)
        let choice = lookup.finder.choice(
            in: .success(long), email: lookup.email, now: Fixture.now)
        #expect(try choice.get() == .dead(TargetReason.candidatesTooMany.reason()))
        let lost = lookup.finder.choice(
            in: .failure(TransportFailure(.timeout, mayHaveBeenReceived: true)),
            email: lookup.email, now: Fixture.now)
        guard case .failure(let failure) = lost else {
            Issue.record("a timeout found somebody")
            return
        }
        #expect(failure.outcome.class == .retry && !failure.outcome.isAmbiguous)
    }

    @Test("without a usable address nothing is asked")
    func addresses() throws {
        let target = try target("greenhouse-note")
        for (email, code) in [
            ("", "identifier_missing"), ("  ", "identifier_missing"),
            ("ana", "identifier_unusable"), ("ana@", "identifier_unusable"),
            ("a@b@c", "identifier_unusable"), ("a b@c.example", "identifier_unusable"),
            ("a\"@c.example", "identifier_unusable"), ("a\\@c.example", "identifier_unusable"),
            ("a@c.example,b", "identifier_unusable"), ("a@c\u{7}.example", "identifier_unusable"),
            (String(repeating: "a", count: 250) + "@c.example", "identifier_unusable"),
        ] {
            let event = KindFixture.event(more: ["candidate_email": .string(email)])
            guard case .failure(let failure) = target.lookup(for: Fixture.context(event)) else {
                Issue.record("\(email) was looked up")
                continue
            }
            #expect(failure.reason.code == code, "\(email)")
        }
        let odd = KindFixture.event(more: ["candidate_email": .string("o'neil+x&y=z@ex.example")])
        #expect(
            try lookup(target, odd)?.request.url
                == "https://harvest.greenhouse.io/v1/candidates?email=o%27neil%2Bx%26y%3Dz%40"
                + "ex.example")
    }

    @Test("a candidate that the event names needs no lookup; the address is the second choice")
    func named() throws {
        let target = try target(
            "greenhouse-note", ["candidate": .text("{{fields.ats_candidate}}")])
        #expect(try lookup(target) == nil)
        let note = try target.request(for: Fixture.context(KindFixture.event())).get()
        #expect(note.url.contains("/candidates/c-42/"))
        let nameless = KindFixture.event(more: ["ats_candidate": .string(" ")])
        #expect(try lookup(target, nameless)?.email == "ana@example.com")
    }

    @Test("a preview shows the lookup, and what stands for its answer")
    func preview() throws {
        let target = try target("greenhouse-note")
        let preview = try target.preview(of: Fixture.context(KindFixture.event())).get()
        #expect(preview.lookup.map(\.method) == ["GET"])
        #expect(preview.lookup[0].url.hasSuffix("?email=ana%40example.com"))
        #expect(preview.lookup[0].headers.contains { $0.value == "Basic •••" })
        #expect(preview.url.contains("/candidates/candidate-found-by-email/"))
    }
}
