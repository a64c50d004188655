import Model
package import Routing
import Verification

extension Configuration {
    /// What the rules would see of a message, read by its source's mapping as it is now. Pure.
    package func facts(of message: TrialMessage) throws(TrialRefusal) -> EventFacts {
        if message.source == Alert.source { return try alertFacts(of: message) }
        guard let source = sources[message.source] else {
            throw .unknownSource(
                message.source, nearest: NearestName.find(message.source, in: sources.keys.sorted())
            )
        }
        guard source.enabled else { throw .disabledSource(message.source) }
        let body = MessageBody.document(message.body, message.headers)?.root
        // What is stored was taken when it came, whatever the rules say of its kind now.
        if message.id == nil {
            guard message.body.count <= source.bodyBytesMax else {
                throw .unusableBody("its body is longer than \(source.bodyBytesMax) bytes")
            }
            guard body != nil || message.body.isEmpty || source.bodies == .any else {
                throw .unusableBody(
                    MessageBody.isForm(message.headers)
                        ? "its body is no form" : "its body is no JSON")
            }
        }
        return try facts(of: message, body, source.mapping)
    }

    /// An alert has no source that could be declared.
    private func alertFacts(of message: TrialMessage) throws(TrialRefusal) -> EventFacts {
        let body = MessageBody.document(message.body, message.headers)?.root
        guard body != nil || message.body.isEmpty else {
            throw .unusableBody("its body is no JSON")
        }
        return try facts(of: message, body, Alert.mapping)
    }

    private func facts(
        of message: TrialMessage, _ body: JSONView?, _ mapping: EventMapping
    ) throws(TrialRefusal) -> EventFacts {
        let parts = MessageParts(headers: message.headers, query: message.query, body: body)
        do {
            return EventFacts(
                id: message.id, source: message.source,
                identity: try EventReader(mapping).identity(parts), method: message.method,
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
