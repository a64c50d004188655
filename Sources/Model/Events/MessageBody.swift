/// How bodies are read, by what their requests say they are: ingress, rules, templates and trials
/// see the same.
package enum MessageBody {
    /// More is nobody's form, and each field costs more than its bytes.
    package static let formFieldsMax = 10_000

    /// A body as rules and messages see it; nil when it is neither JSON nor a form: they see
    /// headers and query only.
    package static func document(_ body: [UInt8], _ headers: HeaderList) -> JSONDocument? {
        isForm(headers) ? try? form(body) : try? JSONDocument(body)
    }

    package static func isForm(_ headers: HeaderList) -> Bool {
        headers["content-type"].map { mediaType($0) == formType } ?? false
    }

    package static let formType = "application/x-www-form-urlencoded"

    /// A `Content-Type` without its parameters, in lowercase.
    package static func mediaType(_ value: String) -> String {
        value.prefix { $0 != ";" }.lowercased()
            .split(whereSeparator: { $0 == " " || $0 == "\t" }).joined()
    }

    /// A form as JSON: an object with a text for each field, a list of texts for a field that comes
    /// several times. One whose only field is `payload`, with an object or list in it, is that
    /// JSON: GitHub and Slack send it so.
    package static func form(_ body: [UInt8]) throws(JSONError) -> JSONDocument {
        guard formFields(body) <= formFieldsMax else {
            throw .tooManyValues(valuesMax: formFieldsMax)
        }
        let pairs = QueryString.pairs(String(decoding: body, as: UTF8.self))
        if pairs.count == 1, pairs[0].name == "payload",
            let inner = try? JSONDocument(Array(pairs[0].value.utf8)),
            inner.root.kind == .object || inner.root.kind == .array
        {
            return inner
        }
        var names: [String] = []
        var values: [String: [String]] = [:]
        for (name, value) in pairs {
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(value)
        }
        var json = JSONWriter(reservingCapacity: body.count + 64)
        json.object { json in
            for name in names {
                json.key(name)
                let texts = values[name] ?? []
                if texts.count == 1 {
                    json.string(texts[0])
                } else {
                    json.array { json in texts.forEach { json.string($0) } }
                }
            }
        }
        return try JSONDocument(json.bytes)
    }

    /// How many fields a form may have at most, without reading them.
    package static func formFields(_ body: [UInt8]) -> Int {
        body.reduce(1) { $1 == UInt8(ascii: "&") ? $0 + 1 : $0 }
    }
}
