import Crypto
import FoundationEssentials
import Model

/// Takes the bytes that are signed, piece by piece: the body is never copied for a code or digest.
protocol SignedTextSink {
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>)
}

extension HMAC: SignedTextSink {
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) { update(data: bytes) }
}

extension SHA256: SignedTextSink {
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }
}

extension [UInt8]: SignedTextSink {
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) { append(contentsOf: bytes) }
}

extension SignedTextSink {
    mutating func put(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { put($0) } }

    mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { put($0) }
    }
}

/// A template made ready: literals as bytes, addresses as configured.
struct SignedText: Sendable {
    private enum Step: Sendable {
        case literal([UInt8])
        case body
        case timestamp
        case method
        case url(decoded: Bool)
        case query
        case header(String)
        case json(JSONPointer)
        case line(name: String, JSONPointer)
        case formSorted
        case crc32
        case secret
    }

    /// What a template is filled from.
    struct Message {
        let request: VerifiableRequest
        /// As it stands in the request.
        let timestamp: String
        /// Where pointers begin; nil when the template has none.
        let root: JSONView?
        var secret: [UInt8] = []
    }

    private let steps: [Step]
    private let url: String

    init(_ scheme: SignatureScheme) {
        url = scheme.url ?? ""
        steps = scheme.signed.parts.map { part in
            switch part {
            case .literal(let text): .literal(Array(text.utf8))
            case .body: .body
            case .timestamp: .timestamp
            case .id: .header(scheme.idHeader)
            case .method: .method
            case .url: .url(decoded: false)
            case .urlDecoded: .url(decoded: true)
            case .query: .query
            case .header(let name): .header(name)
            case .json(let pointer): .json(pointer)
            case .line(let pointer): .line(name: pointer.tokens.last ?? "", pointer)
            case .formSorted: .formSorted
            case .crc32: .crc32
            case .secret: .secret
            case .value: .literal(Array((scheme.value ?? "").utf8))
            }
        }
    }

    func feed(_ sink: inout some SignedTextSink, _ message: Message) {
        let request = message.request
        for step in steps {
            switch step {
            case .literal(let bytes): sink.put(bytes)
            case .body: sink.put(request.body)
            case .timestamp: sink.put(message.timestamp)
            case .method: sink.put(request.method)
            case .url(let decoded):
                let whole = request.query.isEmpty ? url : "\(url)?\(request.query)"
                sink.put(decoded ? Self.decoded(whole) : whole)
            case .query: sink.put(request.query)
            case .header(let name):
                if let value = request.headers[name] { sink.put(value) }
            case .json(let pointer):
                if let text = message.root?.value(at: pointer)?.scalarText { sink.put(text) }
            case .line(let name, let pointer):
                if let text = message.root?.value(at: pointer)?.string {
                    sink.put("\(name)\n\(text)\n")
                }
            case .formSorted: FormBody.sorted(request).forEach { sink.put($0) }
            case .crc32: sink.put(String(CRC32.checksum(request.body)))
            case .secret: sink.put(message.secret)
            }
        }
    }

    /// Source: https://developers.hubspot.com/docs/api/webhooks/validating-requests, the table of
    /// characters that are decoded before the address is signed.
    private static let decodedCharacters: [UInt8] = Array(":/?@!$'()*,;".utf8)

    private static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let high = Hex.value(of: rest[rest.startIndex]),
                let low = Hex.value(of: rest[rest.startIndex + 1]),
                decodedCharacters.contains(high << 4 | low)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Bodies of `application/x-www-form-urlencoded`.
enum FormBody {
    static func isForm(_ headers: HeaderList) -> Bool { MessageBody.isForm(headers) }

    /// None of what is no form, or has more fields than a form may: strangers' bodies are read
    /// here.
    private static func pairs(_ request: VerifiableRequest) -> [(name: String, value: String)] {
        guard isForm(request.headers),
            MessageBody.formFields(request.body) <= MessageBody.formFieldsMax
        else { return [] }
        return QueryString.pairs(String(decoding: request.body, as: UTF8.self))
    }

    /// Names and values one after the other, by name; values of one name in their order, as Twilio
    /// signs them: https://www.twilio.com/docs/usage/webhooks/webhooks-security
    static func sorted(_ request: VerifiableRequest) -> [String] {
        pairs(request).enumerated()
            .sorted {
                let (left, right) = ($0.element.name, $1.element.name)
                return left == right
                    ? $0.offset < $1.offset
                    : left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            .flatMap { [$0.element.name, $0.element.value] }
    }

    static func values(_ name: String, _ request: VerifiableRequest) -> [String] {
        pairs(request).filter { $0.name == name }.map(\.value)
    }
}

/// The checksum of gzip and PNG (ISO 3309), which PayPal signs instead of the body.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { rest, _ in
            rest & 1 == 1 ? 0xEDB8_8320 ^ (rest >> 1) : rest >> 1
        }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { rest, byte in
            table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ (rest >> 8)
        }
    }
}
