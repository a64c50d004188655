import Model
import Store
import Support
import Targets
import Testing

/// The same vendors over HTTP: what each documents arrives as it documents it, and its answers end
/// as docs/targets.md says, through libcurl and the engine.
@Suite("Vendors over HTTP", .hangLimit)
struct VendorServerTests {
    @Test("a message of each kind is taken", arguments: VendorStandIn.all.map(\.kind))
    func taken(kind: String) async throws {
        let vendor = try #require(VendorStandIn.all.first { $0.kind == kind })
        let server = try await VendorServer(vendor)
        let names = [
            "Ana Lind", "<!channel> & \"c\"\n\u{202E}d", String(repeating: "é", count: 9000),
        ]
        for (index, name) in names.enumerated() {
            let detail = try await server.send(KindFixture.event(name: name), as: "taken-\(index)")
            let attempt = detail.attempts.last
            #expect(detail.summary.state == .delivered, "\(attempt.debugDescription)")
            #expect(attempt?.status == vendor.success.status)
        }
        await server.stop()
    }

    @Test("each documented refusal ends in its class", arguments: VendorStandIn.all.map(\.kind))
    func refused(kind: String) async throws {
        let vendor = try #require(VendorStandIn.all.first { $0.kind == kind })
        let server = try await VendorServer(vendor)
        func attempt(
            _ name: String, _ mode: VendorServer.Mode, _ event: Event = KindFixture.event()
        ) async throws -> (state: DeliveryState, last: Attempt) {
            let detail = try await server.send(event, as: name, mode: mode)
            return (detail.summary.state, try #require(detail.attempts.last))
        }
        let busy = try await attempt("busy", .busy)
        #expect(busy.state == .pending && busy.last.outcome.class == .retry)
        #expect(!busy.last.outcome.isAmbiguous)
        if !vendor.throttled.headers.fields.isEmpty || kind == "discord" {
            #expect(busy.last.outcome.retryAfter == .seconds(11))
        }
        let stranger = try await attempt("stranger", .always(vendor.unauthorized))
        #expect(stranger.state == .pending && stranger.last.outcome.class == .block)
        let invalid = try await attempt("invalid", .always(vendor.invalid))
        #expect(invalid.state == .dead && invalid.last.outcome.class == .dead)
        if let unknown = vendor.unknown {
            let event = KindFixture.event(more: ["ats_candidate": .string("unknown-id")])
            let nobody = try await attempt("unknown", .documented, event)
            #expect(nobody.state == .dead && nobody.last.status == unknown.status)
        }
        await server.stop()
    }

    @Test("a wrong credential is refused by the vendor itself", arguments: credentialKinds)
    func credential(kind: String) async throws {
        let vendor = try #require(VendorStandIn.all.first { $0.kind == kind })
        let server = try await VendorServer(vendor)
        let wrong = KindValue.secret(try Fixture.secret("another-secret"))
        let key = KindCatalog.kind(named: kind)?.key("api_key") == nil ? "token" : "api_key"
        let detail = try await server.send(as: "wrong", [key: wrong])
        #expect(detail.attempts.last?.outcome.class == .block)
        #expect(detail.attempts.last?.status == vendor.unauthorized.status)
        await server.stop()
    }

    private static let credentialKinds = VendorStandIn.all.filter { vendor in
        if case .address = vendor.credential { return false }
        return vendor.kind != "discord"
    }.map(\.kind)

    @Test("a candidate is looked up, then gets the note", arguments: VendorSearch.all.map(\.kind))
    func lookup(kind: String) async throws {
        let vendor = try #require(VendorStandIn.all.first { $0.kind == kind })
        let search = try #require(VendorSearch.all.first { $0.kind == kind })
        let server = try await VendorServer(vendor, search: search)
        let finder = FinderSettings(email: "{{fields.candidate_email}}")
        let detail = try await server.send(as: "found", ["find_by": .finder(finder)])
        #expect(detail.summary.state == .delivered)
        #expect(detail.attempts.map(\.kind) == [.lookup, .message])
        await server.stop()
    }
}
