import Model

/// The admin API as commands use it: of a running node, or of a store that the command opened.
package protocol NodeAPI {
    /// Makes one call and gives the answer's JSON. Blocks until it is there.
    func call(_ call: NodeCall) throws(NodeFailure) -> [UInt8]
}

package struct NodeCall: Equatable, Sendable {
    package var method: String
    /// Percent-encoded, without query: see `init(_:_:segments:)`.
    package var path: String
    /// Percent-encoded, without `?`.
    package var query: String
    package var body: [UInt8]

    /// A path from its parts, which are encoded: `["events", "evt_…"]` → `/api/events/evt_…`.
    /// Parameters that are nil are left out.
    package init(
        _ method: String = "GET", _ segments: [String], query: [(String, String?)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        path = "/api/" + segments.map { QueryString.encode($0) }.joined(separator: "/")
        self.query = query.compactMap { name, value in
            value.map { QueryString.encode(name) + "=" + QueryString.encode($0) }
        }.joined(separator: "&")
        self.body = body
    }
}

/// Why a call gave nothing.
package enum NodeFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nobody listens there: a command may open the store itself.
    case unreachable(String)
    /// It was reached, but did not answer as it should.
    case broken(String)
    /// The API's own problem, with its code and further lines (diagnostics of a configuration).
    case refused(status: Int, code: String, detail: String, lines: [String])

    package var description: String {
        switch self {
        case .unreachable(let text), .broken(let text): text
        case .refused(_, _, let detail, let lines):
            ([detail] + lines).joined(separator: "\n")
        }
    }

    /// A call that the API finds wrong is wrong usage; all else was found or failed.
    package var exitCode: ExitCode {
        if case .refused(status: 400, _, _, _) = self { .usage } else { .found }
    }

    /// Reads the API's problem+json.
    package init(status: Int, problem body: [UInt8]) {
        guard let root = try? JSONDocument(body).root, let code = root.member("code")?.string else {
            self = .broken("the node answered \(status) without saying why")
            return
        }
        let lines = root.member("lines")?.elements.compactMap { $0.string } ?? []
        self = .refused(
            status: status, code: code, detail: root.member("detail")?.string ?? code, lines: lines)
    }
}
