import Model

/// What a request says its body is.
enum BodyFormat: Equatable {
    case json
    /// A list of CloudEvents, as JSON.
    case cloudEvents
    case form
    /// Nothing is said: JSON if it reads as JSON.
    case unsaid
    /// Something that is neither JSON nor a form.
    case other
    /// What stands for another body, or for two at once: taken by nobody.
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
        let type = MessageBody.mediaType(value)
        switch type {
        case "": self = .unsaid
        case "application/json": self = .json
        case MessageBody.formType: self = .form
        case CloudEvent.batchType: self = .cloudEvents
        default:
            let halves = type.split(separator: "/", omittingEmptySubsequences: false)
            let isJSON = halves.count == 2 && !halves[0].isEmpty && halves[1].hasSuffix("+json")
            if isJSON {
                self = .json
            } else {
                // In another format an event's attributes cannot be read.
                self = type.hasPrefix("application/cloudevents") ? .unsupported : .other
            }
        }
    }
}
