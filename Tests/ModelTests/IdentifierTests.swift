import Testing

@testable import Model

@Suite("Identifiers, secrets and hexadecimal text")
struct IdentifierTests {
    /// RFC 9562 appendix A.6: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F is 2022-02-22T19:22:22Z.
    @Test("A UUIDv7 holds its time, version and variant where RFC 9562 puts them")
    func standard() throws {
        let uuid = try #require(UUIDv7(hex: "017f22e279b07cc398c4dc0c0c07398f"))
        #expect(uuid.time == Timestamp(text: "2022-02-22T19:22:22Z"))
        let made = UUIDv7(at: uuid.time)
        #expect(made.time == uuid.time)
        #expect(made.high >> 12 & 0xF == 7)
        #expect(made.low >> 62 == 2)
        #expect(made.bytes.count == 16 && UUIDv7(bytes: made.bytes) == made)
    }

    @Test("Text order is time order")
    func order() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let a = Timestamp(milliseconds: .random(in: 0..<1 << 48, using: &random))
            let b = Timestamp(milliseconds: .random(in: 0..<1 << 48, using: &random))
            guard a != b else { continue }
            let (first, second) = (EventID.make(at: a), EventID.make(at: b))
            #expect((first < second) == (a < b))
            #expect((first.description < second.description) == (a < b))
            #expect(EventID(first.description) == first)
        }
    }

    @Test("A thousand identifiers of one moment are distinct")
    func unique() {
        let ids = Set((0..<1000).map { _ in DeliveryID.make(at: .zero) })
        #expect(ids.count == 1000)
    }

    @Test("Only the whole form is read: prefix and 32 lowercase digits")
    func parsing() {
        let digits = "017f22e279b07cc398c4dc0c0c07398f"
        #expect(EventID("evt_" + digits)?.description == "evt_" + digits)
        for text in [
            digits, "dlv_" + digits, "evt_" + digits.uppercased(), "evt_" + digits + "0",
            "evt_" + digits.dropLast(), "evt_" + digits.dropLast() + "g", "evt_", "",
        ] {
            #expect(EventID(text) == nil, "\(text)")
        }
        #expect(UUIDv7(bytes: [UInt8](repeating: 0, count: 15)) == nil)
    }

    @Test("A secret never prints, however it is asked")
    func secret() throws {
        struct Holder { let token: Secret; let list: [Secret?] }
        let secret = try #require(Secret("hunter2"))
        let holder = Holder(token: secret, list: [secret])
        var dumped = ""
        dump(holder, to: &dumped)
        dump(secret, to: &dumped)
        let prints = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(holder)",
            String(reflecting: holder), "\([secret])", "\(["k": secret])",
            "\(Optional(secret) as Any)", "\(Result<Secret, JSONError>.success(secret))", dumped,
            Mirror(reflecting: secret).children.map { "\($0)" }.joined(),
        ]
        for text in prints { #expect(!text.contains("hunter2"), "\(text)") }
        #expect("\(secret)" == "•••")
        #expect(secret.reveal() == "hunter2")
        #expect(Secret("") == nil)
        #expect(Secret("a") == Secret("a") && Secret("a") != Secret("b"))
    }

    @Test("Bytes become hexadecimal text and come back; anything odd is nil")
    func hex() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.decode("FFfe") == [0xFF, 0xFE])
        #expect(Hex.encode([0, 0xAB]) == "00ab")
        for text in ["f", "0g", "0x00", " 00", "٠٠"] { #expect(Hex.decode(text) == nil, "\(text)") }
    }
}
