import Model

/// What a request says its body is.
enum BodyFormat: Equatable {
    case json
    /// Nothing is said: JSON if it reads as JSON.
    case unsaid
    case unsupported

    init(_ headers: HeaderList) {
        let codings = headers.values("content-encoding")
        guard codings.allSatisfy({ $0.isEmpty || $0.lowercased() == "identity" }) else {
            self = .unsupported
            return
        }
        let value: String
        switch headers.sole("content-type") {
        case .absent: value = ""
        case .value(let type): value = type
        case .several:
            self = .unsupported
            return
        }
        // What nearly all send, without a look at its parts.
        if HeaderList.equal(value, "application/json") {
            self = .json
            return
        }
        let type = value.prefix { $0 != ";" }.lowercased()
            .split(whereSeparator: { $0 == " " || $0 == "\t" }).joined()
        switch type {
        case "": self = .unsaid
        case "application/json": self = .json
        // Holds many events; one of them is not what it seems.
        case "application/cloudevents-batch+json": self = .unsupported
        default:
            let halves = type.split(separator: "/", omittingEmptySubsequences: false)
            let isJSON = halves.count == 2 && !halves[0].isEmpty && halves[1].hasSuffix("+json")
            self = isJSON ? .json : .unsupported
        }
    }
}
