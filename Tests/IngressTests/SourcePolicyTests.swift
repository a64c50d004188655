import Model
import Testing
import Verification

@testable import Ingress

@Suite("What a source may do")
struct SourcePolicyTests {
    private let json = HeaderList(["content-type": "application/json"])
    private let key = HeaderList(["content-type": "application/json", "x-key": "s3cret,one"])
    private let wrong = HeaderList(["content-type": "application/json", "x-key": "no"])

    private func fixture(
        proxies: ProxyTrust = ProxyTrust(), _ change: (inout SourcePolicy) -> Void
    ) throws -> IngressFixture {
        try IngressFixture(proxies: proxies) { sources in
            var policy = SourcePolicy()
            change(&policy)
            sources["header"]?.policy = policy
        }
    }

    @Test("more verified requests than its rate are 429, and it is told when to come again")
    func rate() async throws {
        let fixture = try fixture { $0.rate = SourceRate(count: 2, per: .seconds(10)) }
        // Strangers do not use it up.
        for _ in 0..<5 { #expect(await fixture.send("/in/header", wrong).status == 401) }
        for _ in 0..<2 { #expect(await fixture.send("/in/header", key).status == 200) }
        let answer = await fixture.send("/in/header", key)
        #expect(answer.status == 429)
        #expect(answer.member("code") == "rate_limited")
        #expect(answer.header("retry-after") == "5")
        fixture.clock.advance(.seconds(5))
        #expect(await fixture.send("/in/header", key).status == 200)
        #expect(await fixture.send("/in/header", key).status == 429)
        // Unused time counts once, not for ever.
        fixture.clock.advance(.hours(1))
        for status in [200, 200, 429] {
            #expect(await fixture.send("/in/header", key).status == status)
        }
        #expect(try fixture.events().count == 5)
    }

    @Test("an address that fails too often gets no hearing for a while; others do")
    func failures() async throws {
        let fixture = try fixture { $0.failures = SourceRate(count: 3, per: .minutes(1)) }
        for _ in 0..<3 {
            let answer = await fixture.send("/in/header", wrong, from: "203.0.113.7")
            #expect(answer.status == 401)
        }
        let answer = await fixture.send("/in/header", key, from: "203.0.113.7")
        #expect(answer.status == 429)
        #expect(answer.member("code") == "too_many_failures")
        #expect(answer.header("retry-after") == "60")
        #expect(answer.closesConnection)
        #expect(await fixture.send("/in/header", key, from: "203.0.113.8").status == 200)
        #expect(await fixture.send("/in/open", json, from: "203.0.113.7").status == 200)
        fixture.clock.advance(.minutes(1))
        #expect(await fixture.send("/in/header", key, from: "203.0.113.7").status == 200)
    }

    @Test("an address from which right requests come is heard, whoever else is behind it")
    func sharedAddress() async throws {
        let fixture = try fixture { $0.failures = SourceRate(count: 3, per: .minutes(1)) }
        #expect(await fixture.send("/in/header", wrong, from: "203.0.113.7").status == 401)
        #expect(await fixture.send("/in/header", key, from: "203.0.113.7").status == 200)
        for _ in 0..<9 {
            #expect(await fixture.send("/in/header", wrong, from: "203.0.113.7").status == 401)
        }
        #expect(await fixture.send("/in/header", key, from: "203.0.113.7").status == 200)
    }

    @Test("an address that looks like a proxy is not counted until proxies are told")
    func untoldProxy() async throws {
        func failing(_ proxies: ProxyTrust) async throws -> Int {
            let fixture = try fixture(proxies: proxies) {
                $0.failures = SourceRate(count: 1, per: .minutes(1))
            }
            _ = await fixture.send("/in/header", wrong, from: "10.0.0.9")
            return await fixture.send("/in/header", key, from: "10.0.0.9").status
        }
        #expect(try await failing(ProxyTrust()) == 200)
        #expect(try await failing(try #require(ProxyTrust("10.1.0.0/16"))) == 429)
    }

    @Test("failures of very many addresses are not all kept")
    func manyAddresses() {
        let failures = AddressFailures()
        let limit = SourceRate(count: 1, per: .minutes(1))
        for number in 0..<UInt32(AddressFailures.addressesMax + 1) {
            failures.count(.v4(number), limit, now: startOfTest)
        }
        let last = IPAddress.v4(UInt32(AddressFailures.addressesMax))
        #expect(failures.wait(of: .v4(0), now: startOfTest) == .minutes(1))
        #expect(failures.wait(of: last, now: startOfTest) == nil)
        let later = startOfTest + .minutes(1)
        failures.count(last, limit, now: later)
        #expect(failures.wait(of: last, now: later) == .minutes(1))
        // One line of IPv6 has 2^64 addresses.
        failures.count(.v6(7, 1), limit, now: later)
        #expect(failures.wait(of: .v6(7, 2), now: later) == .minutes(1))
    }

    @Test("only addresses of the list may send")
    func allowList() async throws {
        let fixture = try fixture {
            $0.allowFrom = ["192.0.2.0/24", "2001:db8::/32"].compactMap { CIDR($0) }
        }
        for peer in ["192.0.2.9", "2001:db8::1"] {
            #expect(await fixture.send("/in/header", key, from: peer).status == 200)
        }
        for peer in ["192.0.3.1", "2001:db9::1", nil] {
            let answer = await fixture.send("/in/header", key, from: peer)
            #expect(answer.status == 403)
            #expect(answer.member("code") == "address_not_allowed")
        }
        // Nobody is believed who was not named.
        var spoofed = key
        spoofed.append("x-forwarded-for", "192.0.2.9")
        #expect(await fixture.send("/in/header", spoofed, from: "192.0.3.1").status == 403)
    }

    @Test(
        "behind proxies the first address from the right that is none of them is the sender",
        arguments: [
            (["198.51.100.4"], "198.51.100.4"), (["1.1.1.1, 198.51.100.4"], "198.51.100.4"),
            (["1.1.1.1", "198.51.100.4"], "198.51.100.4"),
            (["198.51.100.4, 10.0.0.3"], "198.51.100.4"),
            (["198.51.100.4:4711"], "198.51.100.4"), (["[2001:db8::1]:443"], "2001:db8::1"),
            (["2001:db8::1"], "2001:db8::1"), (["::ffff:198.51.100.4"], "198.51.100.4"),
            (["198.51.100.4, unknown"], nil), (["198.51.100.4,"], "198.51.100.4"),
            (["10.0.0.3"], "10.0.0.3"), ([], "10.0.0.2"),
        ] as [([String], String?)])
    func forwardedFor(_ values: [String], _ expected: String?) throws {
        let proxies = try #require(ProxyTrust("10.0.0.0/8, 127.0.0.1"))
        var headers = HeaderList(["forwarded": "for=6.6.6.6"])
        for value in values { headers.append("x-forwarded-for", value) }
        let request = IngressRequest(path: "/", headers: headers, peer: IPAddress("10.0.0.2"))
        #expect(proxies.client(of: request)?.description == expected)
        // Who is no proxy of ours may say what it likes.
        var direct = request
        direct.peer = IPAddress("203.0.113.1")
        #expect(proxies.client(of: direct)?.description == "203.0.113.1")
    }

    @Test(
        "RFC 7239 is read as well, when that is the header",
        arguments: [
            ("for=198.51.100.4", "198.51.100.4"),
            ("for=1.1.1.1, for=198.51.100.4;proto=https", "198.51.100.4"),
            ("proto=https;For=\"[2001:db8::1]:4711\"", "2001:db8::1"), ("for=_hidden", nil),
            ("proto=https", nil),
        ] as [(String, String?)])
    func forwarded(_ value: String, _ expected: String?) throws {
        let proxies = try #require(ProxyTrust("10.0.0.0/8", field: .forwarded))
        let headers = HeaderList(["forwarded": value, "x-forwarded-for": "6.6.6.6"])
        let request = IngressRequest(path: "/", headers: headers, peer: IPAddress("10.0.0.2"))
        #expect(proxies.client(of: request)?.description == expected)
    }

    @Test("blocks that cannot be read are refused", arguments: ["10.0.0.0/33", "a", "10.0.0.1/8"])
    func blocks(_ text: String) {
        #expect(ProxyTrust(text) == nil)
    }

    @Test("a secret's uses are counted by its name, and after its end it proves nothing")
    func rotation() async throws {
        let fixture = try IngressFixture { sources in
            sources["header"]?.verifier = .header(name: "X-Key", secrets: secrets("new", "old"))
            sources["header"]?.policy.secretLabels = [
                SecretLabel(name: "NEW"),
                SecretLabel(name: "OLD", notAfter: startOfTest + .hours(1)),
            ]
        }
        func send(_ secret: String) async -> Int {
            await fixture.send("/in/header", HeaderList(["x-key": secret])).status
        }
        #expect(await send("old") == 200)
        fixture.clock.advance(.minutes(59))
        #expect(await send("old") == 200)
        #expect(await send("new") == 200)
        fixture.clock.advance(.minutes(1))
        #expect(await send("old") == 401)
        #expect(await send("new") == 200)
        #expect(fixture.rejected(.expiredSecret) == 1)
        let standing = try #require(
            fixture.snapshot.standings(now: fixture.clock.now).first { $0.name == "header" })
        #expect(standing.secrets.map(\.name) == ["NEW", "OLD"])
        #expect(standing.secrets.map(\.uses) == [2, 2])
        #expect(standing.secrets[1].lastUsedAt == startOfTest + .minutes(59))
        #expect(standing.secrets[0].lastUsedAt == startOfTest + .hours(1))
        #expect(
            fixture.meter.value("signalbox_secret_uses_total{source=header}{secret=OLD}") == 2)
    }
}
