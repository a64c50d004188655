import Model
import NIOHTTP1

/// An answer as it goes over the wire (RFC 9112 section 4).
///
/// Names and values are not checked here: they are ours, or were when they were configured.
struct AnswerBytes {
    let answer: IngressAnswer
    /// RFC 9110 section 6.6.1.
    let date: String
    /// What the sender is told about the connection; nil: that goes without saying.
    let connection: String?
    /// RFC 9110 section 9.3.2: an answer to HEAD has none, but tells its length.
    let omitsBody: Bool

    /// For a sender that waits with its body.
    static let leave = "HTTP/1.1 100 Continue\r\n\r\n"

    func append(to bytes: inout [UInt8]) {
        if answer.status == 200 {
            bytes.append(text: "HTTP/1.1 200 OK\r\n")
        } else {
            let status = HTTPResponseStatus(statusCode: answer.status)
            bytes.append(text: "HTTP/1.1 \(answer.status) \(status.reasonPhrase)\r\n")
        }
        for header in answer.headers { Self.append(header.name, header.value, to: &bytes) }
        // RFC 9110 section 8.6: 204 has no length either.
        if answer.status != 204 {
            Self.append("content-length", String(answer.body.count), to: &bytes)
        }
        Self.append("date", date, to: &bytes)
        if let connection { Self.append("connection", connection, to: &bytes) }
        bytes.append(text: "\r\n")
        if !omitsBody { bytes.append(contentsOf: answer.body) }
    }

    private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        bytes.append(text: name)
        bytes.append(text: ": ")
        bytes.append(text: value)
        bytes.append(text: "\r\n")
    }
}
