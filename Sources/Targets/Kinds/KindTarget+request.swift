import Model

extension KindTarget: OutboundKind {
    func request(
        _ context: AttemptContext, _ connection: ConnectionPolicy
    ) throws(RenderFailure) -> OutboundRequest {
        let words = TemplateContext(context)
        var url = ""
        for part in isUpdate(context) ? updateAddress : address {
            switch part {
            case .literal(let text): url += text
            case .identifier(let name):
                url += QueryString.encode(try identifier(name, context, words))
            }
        }
        url += query
        guard url.utf8.count <= Limits.urlBytesMax else { throw RenderFailure(.urlTooLong) }
        var json = JSONWriter(reservingCapacity: 1024)
        let body = KindBody(target: self, context: context, words: words)
        try body.write(definition.body, to: &json)
        guard json.bytes.count <= definition.bodyBytesMax else {
            throw RenderFailure(
                .messageTooLong,
                "\(json.bytes.count) bytes; \(definition.bodyBytesMax) are taken")
        }
        var fields = fields
        if let oauth {
            let field = oauth.field(context.access)
            fields.append(field.name, field.value)
        }
        OwnHeaders.append(to: &fields, context)
        return OutboundRequest(
            method: definition.method, url: url, packedHeaders: fields, body: json.bytes,
            connection: connection)
    }

    /// What has to be asked before the request can be made; nil: the event, or an answer to an
    /// earlier lookup, names the candidate.
    func lookup(
        _ context: AttemptContext, _ connection: ConnectionPolicy
    ) throws(RenderFailure) -> CandidateLookup? {
        guard let finder, context.candidate == nil else { return nil }
        let words = TemplateContext(context)
        guard try namedCandidate(words) == nil else { return nil }
        return try finder.request(
            for: context.delivery.target, words, oauth?.field(context.access), connection)
    }

    /// What `candidate` comes out as; nil: nothing.
    private func namedCandidate(_ words: TemplateContext) throws(RenderFailure) -> String? {
        let text = try rendered[KindDefinition.candidate]?.template.render(words) ?? ""
        return text.contains { !$0.isWhitespace } ? text : nil
    }

    func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        definition.answers.outcome(of: response, now: now)
    }

    /// The channel whose messages of one run belong together; nil when each stands alone.
    func threadChannel(_ context: AttemptContext) -> String? {
        guard definition.threads != nil, constants[KindDefinition.Threads.by] != nil,
            !context.event.identity.run.isEmpty, let key = definition.destinationKey
        else { return nil }
        return try? identifier(key, context, TemplateContext(context))
    }

    private func isUpdate(_ context: AttemptContext) -> Bool {
        context.thread != nil && flags[KindDefinition.Threads.update] == true
    }

    /// An id that the event or the route gives. Fails before any request when it is none: an empty
    /// one would speak of another thing, and a strange one could.
    func identifier(
        _ name: String, _ context: AttemptContext, _ words: TemplateContext
    ) throws(RenderFailure) -> String {
        if name == definition.destinationKey, !context.delivery.destination.isEmpty {
            return try Self.checked(context.delivery.destination, name)
        }
        if finder != nil, name == KindDefinition.candidate {
            if let id = context.candidate { return try Self.checked(id, name) }
            return try Self.checked(
                try namedCandidate(words) ?? CandidateFinder.placeholder, name)
        }
        guard let setting = rendered[name] else { throw RenderFailure(.identifierMissing, name) }
        return try Self.checked(try setting.template.render(words), name)
    }

    private static func checked(_ text: String, _ name: String) throws(RenderFailure) -> String {
        let id = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
        let text = String(id)
        guard !text.isEmpty else { throw RenderFailure(.identifierMissing, name) }
        guard text.utf8.count <= Limits.identifierBytesMax, text != ".", text != "..",
            text.utf8.allSatisfy({ byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-_.:~=+@#".utf8.contains(byte)
                }
            })
        else { throw RenderFailure(.identifierUnusable, name) }
        return text
    }
}

/// Writes one body. For one thread.
struct KindBody {
    let target: KindTarget
    let context: AttemptContext
    let words: TemplateContext

    func write(_ shape: BodyShape, to json: inout JSONWriter) throws(RenderFailure) {
        switch shape {
        case .object(let members): try write(members, to: &json)
        case .array(let shapes):
            // `JSONWriter` takes no closure that throws: each part is made apart.
            var parts: [[UInt8]] = []
            for shape in shapes { parts.append(try bytes(shape)) }
            json.array { json in for part in parts { json.raw(part) } }
        case .literal(let text): json.string(text)
        case .text(let key): json.string(try text(key) ?? "")
        case .number(let key):
            let text = try text(key) ?? ""
            if let number = Int64(text), String(number) == text {
                json.raw(text)
            } else {
                json.string(text)
            }
        case .joined(let parts): json.string(try joined(parts))
        case .json(let text): json.raw(text)
        case .flag(let key): json.bool(target.flags[key] ?? false)
        case .list(let key):
            let text = try text(key)
            json.array { json in if let text { json.string(text) } }
        case .variables: try writeVariables(to: &json)
        case .message(let layout): layout.write(try parts(), context.event, to: &json)
        }
    }

    private func bytes(_ shape: BodyShape) throws(RenderFailure) -> [UInt8] {
        var json = JSONWriter()
        try write(shape, to: &json)
        return json.bytes
    }

    private func write(
        _ members: [(String, BodyShape)], to json: inout JSONWriter
    ) throws(RenderFailure) {
        var parts: [(key: String, value: [UInt8])] = []
        for (key, shape) in members where isThere(shape) {
            parts.append((key, try bytes(shape)))
        }
        json.object { json in
            for part in parts {
                json.key(part.key)
                json.raw(part.value)
            }
        }
    }

    /// What is not set is left out of objects.
    private func isThere(_ shape: BodyShape) -> Bool {
        switch shape {
        case .text(let key), .number(let key), .list(let key):
            target.constants[key] != nil || target.rendered[key] != nil
                || key == target.definition.textKey || isFound(key)
        case .flag(let key): target.flags[key] != nil
        default: true
        }
    }

    private func writeVariables(to json: inout JSONWriter) throws(RenderFailure) {
        var parts: [(String, String)] = []
        for (name, template) in target.variables {
            parts.append(
                (name, MessageText.truncated(try template.render(words), max: Limits.noteTextMax)))
        }
        json.object { json in for part in parts { json.member(part.0, part.1) } }
    }

    private func joined(_ parts: [BodyShape.TextPart]) throws(RenderFailure) -> String {
        var joined = ""
        for part in parts {
            switch part {
            case .literal(let text): joined += text
            case .key(let key): joined += try text(key) ?? ""
            }
        }
        return joined
    }

    /// A key's text: constant, an id, or rendered and cut.
    private func text(_ key: String) throws(RenderFailure) -> String? {
        if let constant = target.constants[key] { return constant }
        if key == target.definition.textKey { return try message() }
        if isFound(key) { return try target.identifier(key, context, words) }
        guard let setting = target.rendered[key] else { return nil }
        if case .identifier = setting.role {
            return try target.identifier(key, context, words)
        }
        return try text(setting)
    }

    /// The candidate's id, where it is looked up.
    private func isFound(_ key: String) -> Bool {
        target.finder != nil && key == KindDefinition.candidate
    }

    private func text(_ setting: RenderedSetting) throws(RenderFailure) -> String {
        let text = try setting.template.render(words)
        guard case .message(_, let max) = setting.role else { return text }
        return MessageText.truncated(text, max: max)
    }

    /// A target's own text and blocks speak of candidates: an alert has none.
    private var isAlert: Bool { target.usual != nil && Alert.isAlert(context.event) }

    /// The user's own text, of the route or the target; nil when there is none.
    private var ownText: RenderedSetting? {
        let delivery = context.delivery
        for route in delivery.routes {
            let place = KindTarget.RouteText(route: route, destination: delivery.destination)
            if let text = target.routeTexts[place] { return text }
        }
        if isAlert { return nil }
        return target.definition.textKey.flatMap { target.rendered[$0] }
    }

    /// The text of a note: the user's own, or the usual one. Names its event either way.
    private func message() throws(RenderFailure) -> String {
        guard let own = ownText else {
            return MessageText.truncated(try usual(), max: Limits.noteTextMax)
        }
        let text = try text(own)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw RenderFailure(.messageEmpty)
        }
        guard target.definition.group == .ats, !own.namesItsEvent else { return text }
        return "\(text)\n\n\(context.event.id)"
    }

    /// The message of a target without a text of its own.
    private func usual() throws(RenderFailure) -> String {
        try target.usual?.text(of: context.event, words) ?? ""
    }

    private func parts() throws(RenderFailure) -> MessageLayout.Parts {
        var parts = MessageLayout.Parts()
        parts.username = target.constants["username"]
        parts.thread = context.thread.map {
            .init(first: $0, isUpdate: target.flags[KindDefinition.Threads.update] == true)
        }
        if target.definition.destinationKey == "channel" {
            parts.channel = try target.identifier("channel", context, words)
        }
        if ownText != nil {
            parts.text = try message()
            return parts
        }
        if !isAlert { parts.blocks = try list("blocks") }
        parts.fallback = MessageText.truncated(try usual(), max: Limits.slackTextMax)
        return parts
    }

    /// A rendered JSON array; nil when its key is not set.
    private func list(_ key: String) throws(RenderFailure) -> [UInt8]? {
        guard let setting = target.rendered[key], case .list(_, let max) = setting.role else {
            return nil
        }
        let bytes = Array(try setting.template.render(words).utf8)
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(bytes)
        } catch {
            throw RenderFailure(.bodyNotJSON, "\(key): \(error)")
        }
        guard document.root.kind == .array else {
            throw RenderFailure(.bodyNotJSON, "\(key): no array")
        }
        guard document.root.count <= max else {
            throw RenderFailure(.messageTooLong, "\(key): more than \(max)")
        }
        return bytes
    }
}
