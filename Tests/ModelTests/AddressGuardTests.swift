import Model
import Testing

@Suite("Addresses are judged by what they are")
struct AddressGuardTests {
    @Test(
        "every special address is known, also inside IPv6 forms",
        arguments: [
            ("8.8.8.8", AddressVerdict.public), ("127.0.0.1", .loopback), ("127.9.9.9", .loopback),
            ("10.0.0.1", .private), ("172.16.0.1", .private), ("172.31.255.255", .private),
            ("172.32.0.1", .public), ("192.168.1.1", .private), ("169.254.1.1", .linkLocal),
            ("100.64.0.1", .sharedSpace), ("100.128.0.1", .public), ("0.0.0.0", .unspecified),
            ("0.1.2.3", .unspecified), ("224.0.0.1", .multicast), ("255.255.255.255", .broadcast),
            ("240.0.0.1", .reserved), ("192.0.2.1", .documentation), ("198.19.0.1", .benchmarking),
            ("203.0.113.9", .documentation), ("192.0.0.8", .reserved),
            ("169.254.169.254", .metadata), ("169.254.170.2", .metadata),
            ("100.100.100.200", .metadata), ("168.63.129.16", .metadata),
            ("::", .unspecified), ("::1", .loopback), ("2606:4700::1111", .public),
            ("fc00::1", .private), ("fd12::1", .private), ("fe80::1", .linkLocal),
            ("fec0::1", .private), ("ff02::1", .multicast), ("2001:db8::1", .documentation),
            ("3fff::1", .documentation), ("4000::1", .reserved), ("100::1", .reserved),
            ("fd00:ec2::254", .metadata), ("::ffff:127.0.0.1", .loopback),
            ("::ffff:8.8.8.8", .public), ("::10.0.0.1", .private), ("::ffff:0:10.0.0.1", .private),
            ("64:ff9b::10.0.0.1", .private), ("64:ff9b::8.8.8.8", .public),
            ("64:ff9b::169.254.169.254", .metadata), ("64:ff9b:1::1", .private),
            ("2002:7f00:1::", .loopback), ("2002:808:808::1", .public),
            ("2001:0:808:808::f7f7:f7f7", .public), ("2001:0:808:808::80ff:fffe", .loopback),
            ("2001:0:a00:1::f7f7:f7f7", .private),
        ])
    func verdicts(_ text: String, _ verdict: AddressVerdict) throws {
        #expect(AddressVerdict(try #require(IPAddress(text))) == verdict)
    }

    private func allows(_ blocks: [String], _ address: String) throws -> Bool {
        let guarded = AddressGuard(allowed: try blocks.map { try #require(CIDR($0)) })
        return guarded.refusal(of: try #require(IPAddress(address))) == nil
    }

    @Test("a block allows what it contains, in every form, and nothing else")
    func blocks() throws {
        #expect(try allows(["10.2.0.0/16"], "10.2.3.4"))
        #expect(try !allows(["10.2.0.0/16"], "10.3.0.1"))
        #expect(try allows(["10.2.0.0/16"], "::ffff:10.2.3.4"))
        #expect(try allows([], "8.8.8.8"))
        #expect(try allows(["fd00::/8"], "fd00::1"))
        #expect(try !allows([], "fd00::1"))
    }

    @Test("metadata needs its own exact name; some addresses nothing allows")
    func metadata() throws {
        #expect(try !allows(["0.0.0.0/0", "169.254.0.0/16"], "169.254.169.254"))
        #expect(try allows(["169.254.169.254"], "169.254.169.254"))
        #expect(try !allows(["0.0.0.0/0"], "0.0.0.0"))
        #expect(try !allows(["0.0.0.0/0"], "255.255.255.255"))
        #expect(try !allows(["::/0"], "fd00:ec2::254"))
    }

    @Test("every verdict has a word, a metric word of its own, and a source")
    func words() {
        #expect(Set(AddressVerdict.allCases.map(\.metricWord)).count == 12)
        #expect(AddressVerdict.allCases.allSatisfy { !$0.word.isEmpty && !$0.source.isEmpty })
    }
}
