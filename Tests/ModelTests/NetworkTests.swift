import Testing

@testable import Model

@Suite("Addresses and blocks")
struct NetworkTests {
    @Test(
        "Addresses are read and written in their canonical form",
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("10.2.0.1", "10.2.0.1"),
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("::ffff:1.2.3.4", "::ffff:102:304"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
            ("0:0:0:0:0:0:0:0", "::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("fe80:0000:0:0:0:0:0:000a", "fe80::a"),
        ])
    func addresses(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test(
        "Forms that hide an address are refused",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "0x7f.0.0.1", "2130706433", "127.1",
            "1.2.3.4 ", " 1.2.3.4", "1.2.3.", "+1.2.3.4", "１.2.3.4", "[::1]", "fe80::1%eth0", ":::",
            "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", ":1", "1:",
            "::1.2.3", "1.2.3.4::", "::ffff:01.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::+1",
            "1:2:3:4:5:6:7:8::",
        ])
    func refused(text: String) { #expect(IPAddress(text) == nil) }

    @Test("Random addresses read back, also from bytes")
    func random() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            // Groups of zeros are what the short form is about.
            let bytes = (0..<8).flatMap { _ -> [UInt8] in
                Bool.random(using: &random) ? [0, 0] : [random.next(), random.next()]
            }
            let address = IPAddress(bytes: bytes)
            #expect(address != nil && address.flatMap { IPAddress($0.description) } == address)
        }
        #expect(IPAddress(bytes: [127, 0, 0, 1]) == IPAddress("127.0.0.1"))
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
    }

    @Test(
        "A block holds its addresses and no others",
        arguments: [
            ("10.2.0.0/16", "10.2.255.255", true), ("10.2.0.0/16", "10.3.0.0", false),
            ("0.0.0.0/0", "255.1.2.3", true), ("0.0.0.0/0", "::1", false),
            ("1.2.3.4", "1.2.3.4", true), ("1.2.3.4/32", "1.2.3.5", false),
            ("::/0", "ffff::", true), ("::/0", "1.2.3.4", false), ("fd00::/8", "fdff::1", true),
            ("fd00::/8", "fc00::1", false), ("2001:db8::/64", "2001:db8::ffff:0:0:1", true),
            ("2001:db8::/64", "2001:db8:0:1::", false), ("::8000:0:0:0/65", "::8000:0:0:1", true),
            ("::8000:0:0:0/65", "::1", false), ("::1/128", "::1", true), ("::1/128", "::2", false),
            ("::ffff:0:0/96", "1.2.3.4", false),
        ])
    func blocks(block: String, address: String, answer: Bool) throws {
        let address = try #require(IPAddress(address))
        #expect(try #require(CIDR(block)).contains(address) == answer)
    }

    @Test(
        "Malformed blocks are nil, bits beyond the prefix included",
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.2.3.4/16",
            "::1/64",
            "::/129", "10.0.0.0/8/8", "10.0.0.0/8 ", "10.0.0.0/99999999999999999999",
        ])
    func noBlock(text: String) { #expect(CIDR(text) == nil) }
}
