import Model
import Store

/// A call's query, read strictly: an unknown name is an error, so that a misspelled filter cannot
/// quietly select everything.
struct Parameters {
    private let values: [String: [String]]
    private let now: Timestamp

    init(
        _ query: String, known: Set<String>, now: Timestamp
    ) throws(AdminProblem) {
        var values: [String: [String]] = [:]
        for (name, value) in QueryString.pairs(query) {
            guard known.contains(name) else {
                throw AdminProblem(
                    400, .unknownParameter,
                    "no parameter '\(name.prefix(64))'; there are: "
                        + known.sorted().joined(separator: ", "))
            }
            values[name, default: []].append(value)
        }
        self.values = values
        self.now = now
    }

    /// Nil when absent or empty.
    func text(_ name: String) throws(AdminProblem) -> String? {
        guard let all = values[name], let value = all.first, !value.isEmpty else { return nil }
        guard all.count == 1 else {
            throw invalid(name, "is given \(all.count) times")
        }
        return value
    }

    /// All values, those of a comma list one by one.
    func list(_ name: String) -> [String] {
        (values[name] ?? []).flatMap { $0.split(separator: ",").map { String($0) } }
    }

    func flag(_ name: String) throws(AdminProblem) -> Bool {
        switch try text(name) {
        case nil: values[name] != nil
        case "true", "1", "yes": true
        case "false", "0", "no": false
        default: throw invalid(name, "is true or false")
        }
    }

    /// 1…500; 50 when absent.
    func limit() throws(AdminProblem) -> Int {
        guard let text = try text("limit") else { return 50 }
        guard let limit = Int(text), (1...Limits.pageMax).contains(limit) else {
            throw invalid("limit", "is a number from 1 to \(Limits.pageMax)")
        }
        return limit
    }

    /// RFC 3339, a day (`2026-01-05`), or a span before now: `2h`, `7d`.
    func moment(_ name: String) throws(AdminProblem) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let moment = Self.moment(text, now: now) else {
            throw invalid(name, "is a time like 2026-01-05T10:00:00Z, a day, or a span like 2h")
        }
        return moment
    }

    static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        if let moment = Timestamp(text: text) { return moment }
        if let midnight = Timestamp(text: text + "T00:00:00Z") { return midnight }
        return Milliseconds(text: text).map { now + Milliseconds(-$0.count) }
    }

    func id<ID: PrefixedID>(_ name: String, _: ID.Type) throws(AdminProblem) -> ID? {
        guard let text = try text(name) else { return nil }
        guard let id = ID(text) else {
            throw invalid(name, "is \(ID.prefix) and 32 hexadecimal digits")
        }
        return id
    }

    func invalid(_ name: String, _ rule: String) -> AdminProblem {
        AdminProblem(400, .invalidParameter, "parameter '\(name)' \(rule)")
    }
}
