/// CloudEvents 1.0 over HTTP, in both of its modes: attributes in `ce-*` headers with the data as
/// body, or all of it in a JSON body.
///
/// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md
/// (sections 3.1 to 3.3), https://github.com/cloudevents/spec/blob/main/cloudevents/spec.md.
package enum CloudEvent {
    package static let structuredType = "application/cloudevents+json"
    package static let batchType = "application/cloudevents-batch+json"

    /// What every event has to say.
    package static let required = ["specversion", "id", "source", "type"]

    /// Names are lowercase letters and digits.
    package static func isName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }

    /// The value of an attribute, wherever the event's mode puts it; nil when it is missing, or
    /// cannot be told.
    package static func attribute(_ name: String, _ message: MessageParts) -> JSONScalar? {
        if isStructured(message.headers) {
            return message.body?.member(name).flatMap(JSONScalar.init)
        }
        guard case .value(let text) = message.headers.sole("ce-" + name) else { return nil }
        return decode(text).map(JSONScalar.string)
    }

    /// What keeps a message that calls itself a CloudEvent from being one; nil: nothing does, or it
    /// does not call itself so.
    package static func problem(_ message: MessageParts) -> String? {
        guard isStructured(message.headers) || message.headers["ce-specversion"] != nil else {
            return nil
        }
        for name in required {
            guard case .string(let text)? = attribute(name, message), !text.isEmpty else {
                return "\(name) is missing, or stands there twice, or cannot be read"
            }
            if name == "specversion", text != "1.0" { return "specversion is not 1.0" }
        }
        return nil
    }

    private static func isStructured(_ headers: HeaderList) -> Bool {
        headers["content-type"].map { MessageBody.mediaType($0) == structuredType } ?? false
    }

    /// A header's text (section 3.1.3.2): quotes are taken off, then `%XX` is read once. Nil when
    /// what comes of it is not UTF-8.
    package static func decode(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        let quote = UInt8(ascii: "\"")
        if bytes.count >= 2, bytes.first == quote, bytes.last == quote {
            bytes = unquoted(bytes[1..<bytes.count - 1])
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let high = Hex.value(of: rest[rest.startIndex]),
                let low = Hex.value(of: rest[rest.startIndex + 1])
            {
                decoded.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                result.append(escaped)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
