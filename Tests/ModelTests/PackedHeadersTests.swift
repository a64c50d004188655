import Model
import Testing

@Suite("Packed headers")
struct PackedHeadersTests {
    @Test("fields come out as they went in, in order, whatever they hold")
    func roundTrip() {
        let list = HeaderList([
            "webhook-id": "dlv_1", "X-Empty": "", "": "no name", "x-a": "1", "X-A": "ü\r\nb: c",
            "long": String(repeating: "x", count: 70_000),
        ])
        var packed = PackedHeaders(list)
        #expect(packed.list == list)
        #expect(packed.count == 6)
        #expect(packed.weight == list.weight)
        packed.append(contentsOf: PackedHeaders(HeaderList(["z": "9"])))
        packed.append("made") { bytes in
            bytes.append(text: "<")
            bytes.append(hex: 0x0123_4567_89AB_CDEF)
        }
        #expect(packed.list.fields.dropFirst(6).map(\.name) == ["z", "made"])
        #expect(packed.list["made"] == "<0123456789abcdef")
    }

    @Test("reading stops when it was told to")
    func stops() {
        var names: [String] = []
        PackedHeaders(HeaderList(["a": "1", "b": "2", "c": "3"])).forEach { name, _ in
            names.append(String(decoding: name, as: UTF8.self))
            return names.count < 2
        }
        #expect(names == ["a", "b"])
        PackedHeaders().forEach { _, _ in
            Issue.record("there is no field")
            return true
        }
    }
}
