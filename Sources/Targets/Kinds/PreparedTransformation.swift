import Model

/// A body that a program of the user's own makes of the event.
struct PreparedTransformation: Sendable {
    private let transformation: any Transformation

    init(_ transformation: any Transformation) { self.transformation = transformation }

    /// Blocks while the program runs.
    func bytes(_ context: AttemptContext) throws(RenderFailure) -> [UInt8] {
        let input = Self.input(context)
        guard context.runsPrograms else { return Array(transformation.source.utf8) + input }
        switch transformation.run(on: input, until: context.stop) {
        case .success(let bytes):
            do throws(JSONError) {
                _ = try JSONDocument(bytes)
            } catch {
                throw RenderFailure(.transformationNotJSON, "\(error)")
            }
            // The line break after it is not part of it.
            return bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
        case .failure(.failed(let message, let whole)):
            throw RenderFailure(.transformationFailed, message, whole: whole)
        case .failure(.noOutput): throw RenderFailure(.transformationNoOutput)
        case .failure(.limit(let which)):
            throw RenderFailure(.transformationLimit, "more than \(which)")
        case .failure(.unavailable(let why)):
            throw RenderFailure(.transformationUnavailable, why, isPassing: true)
        }
    }

    /// `{"event": …, "body": …}`: what templates see, by the same words, those without a value left
    /// out. `body` is null when it is neither JSON nor a form.
    static func input(_ context: AttemptContext) -> [UInt8] {
        let event = context.event
        var json = JSONWriter(reservingCapacity: event.body.count + 1024)
        json.object { json in
            json.key("event")
            json.object { json in
                func word(_ name: String, _ text: String) {
                    if !text.isEmpty { json.member(name, text) }
                }
                let identity = event.identity
                word("source", event.source)
                word("type", identity.type)
                word("milestone", identity.milestone.rawValue)
                word("interview", identity.interview)
                word("definition", identity.definition)
                word("run", identity.run)
                json.key("fields")
                json.object { json in
                    for (name, value) in identity.fields.sorted(by: { $0.key < $1.key }) {
                        json.key(name)
                        json.scalar(value)
                    }
                }
                json.key("headers")
                json.object { json in
                    var seen: Set<String> = []
                    for field in event.headers.fields {
                        let name = field.name.lowercased()
                        if seen.insert(name).inserted { json.member(name, field.value) }
                    }
                }
                word("event_id", event.id.description)
                word("delivery_id", context.delivery.id.description)
                word("webhook_id", context.delivery.webhookID.description)
                word("received", event.receivedAt.description)
                word("method", event.method)
                word("query", event.query)
                word("target", context.delivery.target)
                word("destination", context.delivery.destination)
                json.member("attempt", context.attempt)
            }
            json.key("body")
            if let body = MessageBody.document(event.body, event.headers) {
                json.raw(body.root.sourceBytes)
            } else {
                json.null()
            }
        }
        return json.bytes
    }
}
