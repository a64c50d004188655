import Model
import Store
import Testing
import Verification

@testable import Ingress

/// Bugs that other gateways shipped, each as a test; those of rules are in RoutingTests.
@Suite("Pitfalls at ingress")
struct IngressPitfallTests {
    @Test("Convoy deduplication: the keys (ab, c) and (a, bc) are two events")
    func joinedKeys() async throws {
        let fixture = try IngressFixture()
        for body in [#"{"a":"ab","b":"c"}"#, #"{"a":"a","b":"bc"}"#] {
            let answer = await fixture.send("/in/open", body: Array(body.utf8))
            #expect(answer.member("duplicate") == nil)
        }
        #expect(try fixture.events().count == 2)
    }

    @Test("Convoy deduplication: a missing field makes no key, and a stranger uses none up")
    func missingKeys() async throws {
        let fixture = try IngressFixture()
        for _ in 0..<2 {
            let answer = await fixture.send("/in/open", body: Array(#"{"a":null}"#.utf8))
            #expect(answer.member("duplicate") == nil)
        }
        let body = Array(#"{"a":1,"b":2}"#.utf8)
        #expect(await fixture.send("/in/bearer", body: body).status == 401)
        let answer = await fixture.send(
            "/in/bearer",
            HeaderList([
                "content-type": "application/json", "authorization": "Bearer s3cret-four",
            ]), body: body)
        #expect(answer.status == 200)
        #expect(answer.member("duplicate") == nil)
    }

    @Test("convoy#2747: of copies at the same instant, many times over, one each is stored")
    func race() async throws {
        let fixture = try IngressFixture()
        for round in 0..<20 {
            let body = Array(#"{"a":\#(round),"b":2}"#.utf8)
            let new = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        await fixture.send("/in/open", body: body).member("duplicate") == nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(new == 1)
        }
        #expect(try fixture.events().count == 20)
    }

    @Test("convoy#2656, n8n CVE-2026-54308: without a secret a source lets nobody in, or is none")
    func failOpen() async throws {
        for preset in ["stripe", "github", "ribbon", "standard-webhooks"] {
            let scheme = try #require(Preset.named(preset)?.scheme)
            #expect(throws: IngressSnapshot.SourceError.self, "\(preset)") {
                try IngressFixture { $0["open"]?.verifier = scheme }
            }
        }
        let fixture = try IngressFixture { sources in
            sources["stripe"] = Preset.named("stripe").flatMap(\.scheme).map {
                Source(
                    name: "stripe", verifier: $0.with(secrets: secrets("whsec_s3cret")),
                    mapping: IngressFixture.mapping)
            }
        }
        for signature in [nil, "", "t=1767607660", "t=1767607660,v1=", "v1=00", "t=,v1=,v0=00"] {
            var headers = HeaderList(["content-type": "application/json"])
            if let signature { headers.append("stripe-signature", signature) }
            #expect(await fixture.send("/in/stripe", headers).status == 401, "\(signature ?? "")")
        }
        #expect(try fixture.events().isEmpty)
    }

    @Test("Convoy basic auth: a password may have colons, a header a comma, and comes once")
    func credentials() async throws {
        let fixture = try IngressFixture()
        // relay:s3cret:three, relay:s3cret
        for (pair, status) in [("cmVsYXk6czNjcmV0OnRocmVl", 200), ("cmVsYXk6czNjcmV0", 401)] {
            let headers = HeaderList([
                "content-type": "application/json", "authorization": "Basic \(pair)",
            ])
            #expect(await fixture.send("/in/basic", headers).status == status)
        }
        var headers = HeaderList(["content-type": "application/json", "x-key": "s3cret,one"])
        #expect(await fixture.send("/in/header", headers).status == 200)
        headers.append("X-Key", "s3cret,one")
        #expect(await fixture.send("/in/header", headers).status == 401)
    }

    @Test("Convoy, Greenhouse: the body is stored as it came, with its escapes and spaces")
    func bytes() async throws {
        let fixture = try IngressFixture()
        let body = Array(
            "{ \"t\" :\"\\u003cb\\u003e\\/\\u00e9é\",\"n\":1.0e2,\"id\":12345678901234567890}\r\n"
                .utf8)
        #expect(await fixture.send("/in/open", body: body).status == 200)
        #expect(try fixture.events().map(\.body) == [body])
    }

    @Test("vector#20990, svix-bridge: what could not be kept is never answered with success")
    func failedWrites() async throws {
        let fixture = try IngressFixture()
        for failure in 0..<3 {
            fixture.store.failWrites(next: 1)
            let answer = await fixture.send("/in/open", body: Array(#"{"a":\#(failure)}"#.utf8))
            #expect(answer.status == 503)
            #expect(answer.headers.contains { $0.name == "retry-after" })
        }
        #expect(try fixture.events().isEmpty)
    }
}
