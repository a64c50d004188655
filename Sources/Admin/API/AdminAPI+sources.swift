import Model

extension AdminAPI {
    /// Lets the next handshake of a source set its secret, for ten minutes.
    func pair(_ request: AdminRequest, _ name: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        _ = try Instructions(request.body, known: [])
        guard let node else {
            throw AdminProblem(
                409, .nodeNeeded, "pairing needs the running node: it receives the handshake")
        }
        do throws(NodeControlError) {
            let until = try node.pair(source: name, by: request.caller)
            return AdminResponse { json in
                json.member("source", name)
                json.member("until", until.description)
            }
        } catch {
            throw switch error {
            case .unknownSource:
                AdminProblem(
                    404, .unknownSource,
                    "no source '\(name.prefix(64))' waits for a secret: `paired: true` makes one")
            case .unknownTarget, .unavailable, .refused: problem(error, target: name)
            }
        }
    }
}
