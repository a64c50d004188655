import Model
import Synchronization

/// The `date` of answers (RFC 9110 section 6.6.1), written once a second. Any thread.
final class DateHeader: Sendable {
    private let written = Mutex<(second: Int64, text: String)>((.min, ""))

    func text(at now: Timestamp) -> String {
        let second = now.seconds
        return written.withLock { written in
            if written.second != second { written = (second, now.httpDate) }
            return written.text
        }
    }
}
