import FoundationEssentials

/// The members of an event that dead-letter files and the admin API write alike.
extension JSONWriter {
    /// What it is about, and its neutral fields by name.
    package mutating func members(of identity: EventIdentity) {
        member("type", identity.type)
        member("milestone", identity.milestone.rawValue)
        member("interview", identity.interview)
        member("definition", identity.definition)
        member("run", identity.run)
        key("fields")
        object { json in
            for (name, value) in identity.fields.sorted(by: { $0.key < $1.key }) {
                json.key(name)
                json.scalar(value)
            }
        }
    }

    /// `body` as text when it is UTF-8, else `body_base64`.
    package mutating func members(ofBody body: [UInt8]) {
        if let text = String(validating: body, as: UTF8.self) {
            member("body", text)
        } else {
            member("body_base64", Data(body).base64EncodedString())
        }
    }
}
