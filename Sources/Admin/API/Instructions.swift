import Model

/// A call's JSON body, read strictly like `Parameters`. No body is an empty object.
struct Instructions {
    private let root: JSONView?

    init(
        _ body: [UInt8], known: Set<String>, bytesMax: Int = Limits.adminBodyBytesMax
    ) throws(AdminProblem) {
        guard !body.isEmpty else {
            root = nil
            return
        }
        guard body.count <= bytesMax else {
            throw AdminProblem(413, .bodyTooLarge, "the body is longer than \(bytesMax) bytes")
        }
        let document: JSONDocument
        do throws(JSONError) { document = try JSONDocument(body) } catch {
            throw AdminProblem(400, .invalidBody, "the body is \(error)")
        }
        guard document.root.kind == .object else {
            throw AdminProblem(400, .invalidBody, "the body is no JSON object")
        }
        for (key, _) in document.root.members where !known.contains(key) {
            throw AdminProblem(
                400, .invalidBody,
                "no key '\(key.prefix(64))'; there are: \(known.sorted().joined(separator: ", "))")
        }
        root = document.root
    }

    /// Nil when absent, null or empty.
    func text(_ key: String) throws(AdminProblem) -> String? {
        guard let value = root?.member(key), value.kind != .null else { return nil }
        guard let text = value.string else { throw wrong(key, "is a text") }
        return text.isEmpty ? nil : text
    }

    func flag(_ key: String) throws(AdminProblem) -> Bool {
        guard let value = root?.member(key), value.kind != .null else { return false }
        guard let flag = value.bool else { throw wrong(key, "is true or false") }
        return flag
    }

    func number(_ key: String, _ range: ClosedRange<Int>) throws(AdminProblem) -> Int? {
        guard let value = root?.member(key), value.kind != .null else { return nil }
        guard let number = value.number?.int64, let whole = Int(exactly: number),
            range.contains(whole)
        else {
            throw wrong(key, "is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }

    func moment(_ key: String, now: Timestamp) throws(AdminProblem) -> Timestamp? {
        guard let text = try text(key) else { return nil }
        guard let moment = Parameters.moment(text, now: now) else {
            throw wrong(key, "is a time like 2026-01-05T10:00:00Z, a day, or a span like 2h")
        }
        return moment
    }

    func texts(_ key: String) throws(AdminProblem) -> [String]? {
        guard let value = root?.member(key), value.kind != .null else { return nil }
        if let text = value.string { return [text] }
        guard value.kind == .array else { throw wrong(key, "is a text or a list of texts") }
        var texts: [String] = []
        for element in value.elements {
            guard let text = element.string else { throw wrong(key, "holds texts only") }
            texts.append(text)
        }
        return texts
    }

    /// `[{"name": …, "text": …}]`; empty when absent.
    func files(_ key: String) throws(AdminProblem) -> [ConfigurationFile] {
        guard let value = root?.member(key), value.kind != .null else { return [] }
        guard value.kind == .array else { throw wrong(key, "is a list of files") }
        var files: [ConfigurationFile] = []
        for element in value.elements {
            guard let name = element.member("name")?.string,
                let text = element.member("text")?.string, files.count <= Limits.includedFilesMax
            else { throw wrong(key, "holds objects with name and text") }
            files.append(ConfigurationFile(name: name, bytes: Array(text.utf8)))
        }
        return files
    }

    func wrong(_ key: String, _ rule: String) -> AdminProblem {
        AdminProblem(400, .invalidBody, "'\(key)' \(rule)")
    }
}
