import Model

/// Hides the secrets of a source in bodies that carry them as their proof.
///
/// Where a whole string of the JSON, or a whole field of the form, is one of the secrets, each byte
/// of it becomes an asterisk. All other bytes stay as they came, at the place where they were. It
/// is looked for everywhere, not only where it proves something: each element of a list may repeat
/// it.
struct BodyCredentials: Sendable {
    private let secrets: [[UInt8]]

    init(_ secrets: [Secret]) { self.secrets = secrets.map { Array($0.reveal().utf8) } }

    func hidden(in body: [UInt8], _ headers: HeaderList) -> [UInt8] {
        var hidden = body
        guard MessageBody.isForm(headers) else {
            for range in strings(in: body) {
                for place in range { hidden[place] = Self.asterisk }
            }
            return hidden
        }
        for field in body.split(separator: UInt8(ascii: "&")) {
            guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = FormValue(field[(equals + 1)...])
            let ranges =
                secrets.contains(value.bytes) ? [value.bytes.indices] : strings(in: value.bytes)
            for place in ranges.joined().map({ value.places[$0] }) {
                // What was written as %XX stays as long.
                hidden.replaceSubrange(
                    place, with: place.count == 1 ? [Self.asterisk] : Array("%2A".utf8))
            }
        }
        return hidden
    }

    private static let asterisk = UInt8(ascii: "*")

    /// Where strings of a JSON text are secrets, without their quotes; none when it is no JSON.
    private func strings(in text: [UInt8]) -> [Range<Int>] {
        guard let document = try? JSONDocument(text) else { return [] }
        return document.strings.compactMap { string in
            let raw = string.rawBytes
            // An escape is never shorter than what it stands for.
            let candidates = secrets.filter { $0.count <= raw.count }
            guard !candidates.isEmpty, let text = string.string,
                candidates.contains(Array(text.utf8))
            else { return nil }
            return raw.indices
        }
    }
}

/// A form field's value, decoded, and where each byte of it stands.
private struct FormValue {
    private(set) var bytes: [UInt8] = []
    private(set) var places: [Range<Int>] = []

    init(_ encoded: ArraySlice<UInt8>) {
        var place = encoded.startIndex
        while place < encoded.endIndex {
            var (byte, length) = (encoded[place], 1)
            if byte == UInt8(ascii: "+") {
                byte = 0x20
            } else if byte == UInt8(ascii: "%"), place + 2 < encoded.endIndex,
                let high = Hex.value(of: encoded[place + 1]),
                let low = Hex.value(of: encoded[place + 2])
            {
                (byte, length) = (high << 4 | low, 3)
            }
            bytes.append(byte)
            places.append(place..<place + length)
            place += length
        }
    }
}
