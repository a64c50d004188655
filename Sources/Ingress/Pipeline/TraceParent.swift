import Model

/// The sender's trace context: https://www.w3.org/TR/trace-context/#traceparent-header
enum TraceParent {
    /// The header's value when it is a valid version 00; a malformed one is dropped, as the
    /// standard says.
    static func read(_ headers: HeaderList) -> String? {
        let values = headers.values("traceparent")
        guard values.count == 1, let value = values.first, value.utf8.count == 55 else {
            return nil
        }
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map({ $0.utf8.count }) == [2, 32, 16, 2], parts[0] == "00",
            parts.allSatisfy({ part in
                part.utf8.allSatisfy { Hex.value(ofLowercase: $0) != nil }
            }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return value
    }
}
