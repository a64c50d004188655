import Model
package import Routing
import Verification

extension Configuration {
    /// What the rules would see of a message, read by its source's mapping as it is now. Pure.
    package func facts(of message: TrialMessage) throws(TrialRefusal) -> EventFacts {
        guard let source = sources[message.source] else {
            throw .unknownSource(
                message.source, nearest: NearestName.find(message.source, in: sources.keys.sorted())
            )
        }
        guard source.enabled else { throw .disabledSource(message.source) }
        let body = MessageBody.document(message.body, message.headers)?.root
        let parts = MessageParts(headers: message.headers, query: message.query, body: body)
        do {
            let identity = try EventReader(source.mapping).identity(parts)
            return EventFacts(
                id: message.id, source: source.name, identity: identity, method: message.method,
                query: message.query, headers: message.headers, body: body,
                receivedAt: message.receivedAt)
        } catch {
            throw .unusableIdentity(error.words)
        }
    }
}

extension EventReader.Problem {
    fileprivate var words: String {
        switch self {
        case .tooLong(let what): "its \(what) is longer than \(Limits.idBytesMax) bytes"
        case .controlCharacter(let what): "its \(what) holds a control character"
        }
    }
}
