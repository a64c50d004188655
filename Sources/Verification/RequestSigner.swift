import Crypto
import FoundationEssentials
package import Model

/// Makes a request that a source would accept: what its sender would add. For `signalbox send`
/// and tests; the other side of `Verifier`.
package struct RequestSigner: Sendable {
    /// What to add to a request.
    package struct Credentials: Equatable, Sendable {
        package var headers = HeaderList()
        /// The last path segment, to be percent-encoded; nil when the source takes none.
        package var pathToken: String?
        /// As it is to be sent, without `?`.
        package var query = ""
        /// The body to send; another than was given when time or signature stand in it.
        package var body: [UInt8]

        package init(body: [UInt8] = []) { self.body = body }
    }

    private let scheme: VerificationScheme

    package init(_ scheme: VerificationScheme) { self.scheme = scheme }

    package init(source: Source) { self.init(source.verifier) }

    /// Signs with the scheme's first secret. `headers` are those the request will have besides, for
    /// templates that name them; `id` is used where a scheme has one. Throws for schemes whose key
    /// only the sender has.
    package func credentials(
        body: [UInt8], method: String = "POST", query: String = "",
        headers: HeaderList = HeaderList(), id: String, at time: Timestamp
    ) throws(VerificationError) -> Credentials {
        // A scheme that no verifier takes is not signed for either.
        _ = try Verifier(scheme)
        var result = Credentials(body: body)
        result.query = query
        switch scheme {
        case .header(let name, let secrets):
            result.headers.set(name, try first(secrets))
        case .query(let name, let secrets):
            Self.add(name, try first(secrets), to: &result.query)
        case .bodyToken(let pointer, let secrets):
            result.body = try Self.replacing(pointer, by: try first(secrets), in: body)
        case .pathToken(let secrets):
            result.pathToken = try first(secrets)
        case .basic(let username, let passwords):
            let pair = "\(username):\(try first(passwords))"
            result.headers.set(
                "authorization", "Basic " + Data(Array(pair.utf8)).base64EncodedString())
        case .bearer(let secrets):
            result.headers.set("authorization", "Bearer " + (try first(secrets)))
        case .signature(let scheme):
            result.pathToken = scheme.pathTokens.first?.reveal()
            try sign(scheme, method, headers, id, time, &result)
        case .standardWebhooks(let secrets, _):
            guard try first(secrets).hasPrefix("whpk_") == false else { throw .notShared }
            let signer = try StandardWebhooksSigner(secrets: Array(secrets.prefix(1)))
            result.headers = signer.headers(id: id, timestamp: time, body: body)
        case .token(let scheme):
            let token = scheme.prefix + (try scheme.token(for: body, at: time))
            switch scheme.place {
            case .header(let name): result.headers.set(name, token)
            case .query(let name): Self.add(name, token, to: &result.query)
            }
        case .none: break
        }
        return result
    }

    private func first(_ secrets: [Secret]) throws(VerificationError) -> String {
        guard let secret = secrets.first else { throw .noSecret }
        return secret.reveal()
    }

    private func sign(
        _ scheme: SignatureScheme, _ method: String, _ others: HeaderList, _ id: String,
        _ time: Timestamp, _ result: inout Credentials
    ) throws(VerificationError) {
        guard scheme.algorithm.isShared else { throw .notShared }
        if scheme.signed.parts.contains(.id) { result.headers.set(scheme.idHeader, id) }
        if case .query(let name)? = scheme.bodyHash, !FormBody.isForm(others),
            !result.body.isEmpty
        {
            Self.add(name, Hex.encode(SHA256.hash(data: result.body)), to: &result.query)
        }
        for prefix in try Self.items(scheme, result.body) {
            try sign(scheme, item: prefix, method, others, time, &result)
        }
    }

    /// Pointers to what is signed by itself: to the whole body, where nothing is.
    private static func items(
        _ scheme: SignatureScheme, _ body: [UInt8]
    ) throws(VerificationError) -> [JSONPointer] {
        guard let items = scheme.items else { return [JSONPointer(tokens: [])] }
        let list = (try? JSONDocument(body))?.root.value(at: items)
        guard let list, list.kind == .array, list.count > 0 else {
            throw .noPlaceForSignature(items.description)
        }
        return (0..<list.count).map { JSONPointer(tokens: items.tokens + [String($0)]) }
    }

    private func sign(
        _ scheme: SignatureScheme, item: JSONPointer, _ method: String, _ others: HeaderList,
        _ time: Timestamp, _ result: inout Credentials
    ) throws(VerificationError) {
        func below(_ pointer: JSONPointer) -> JSONPointer {
            JSONPointer(tokens: item.tokens + pointer.tokens)
        }
        var timestamp = ""
        var element: String?
        if let rule = scheme.timestamp {
            timestamp = SigningTime.text(time, rule.format)
            switch rule.place {
            case .header(let name): result.headers.set(name, timestamp)
            case .element(let name): element = "\(name)=\(timestamp)\(scheme.separator)"
            case .body(let pointer):
                result.body = try Self.replacing(
                    below(pointer), by: timestamp, in: result.body)
            case .form(let name): Self.addToForm(name, timestamp, &result.body)
            }
        }
        var all = others
        for field in result.headers.fields { all.set(field.name, field.value) }
        let request = VerifiableRequest(
            method: method, query: result.query, headers: all, body: result.body)
        let root =
            scheme.readsJSON ? (try? JSONDocument(result.body))?.root.value(at: item) : nil
        let message = SignedText.Message(request: request, timestamp: timestamp, root: root)
        guard let code = try SignatureKeys(scheme).code(SignedText(scheme), message) else {
            throw .notShared
        }
        let signature =
            (element ?? "") + scheme.prefix + SignatureText.encode(code, scheme.encoding)
        switch scheme.place {
        case .headers(let names): result.headers.set(names.first ?? "", signature)
        case .body(let pointer):
            result.body = try Self.replacing(below(pointer), by: signature, in: result.body)
        case .form(let name): Self.addToForm(name, signature, &result.body)
        case .query(let name): Self.add(name, signature, to: &result.query)
        }
    }

    private static func add(_ name: String, _ value: String, to query: inout String) {
        query +=
            "\(query.isEmpty ? "" : "&")\(QueryString.encode(name))"
            + "=\(QueryString.encode(value))"
    }

    private static func addToForm(_ name: String, _ value: String, _ body: inout [UInt8]) {
        var text = String(decoding: body, as: UTF8.self)
        add(name, value, to: &text)
        body = Array(text.utf8)
    }

    /// The body with another scalar in one place; a number stays one.
    private static func replacing(
        _ pointer: JSONPointer, by text: String, in body: [UInt8]
    ) throws(VerificationError) -> [UInt8] {
        let view = (try? JSONDocument(body))?.root.value(at: pointer)
        guard let view, view.kind != .array, view.kind != .object else {
            throw .noPlaceForSignature(pointer.description)
        }
        var json = JSONWriter()
        if view.kind == .number, JSONNumber(text) != nil {
            json.raw(text)
        } else {
            json.string(text)
        }
        let old = view.sourceBytes
        return body[..<old.startIndex] + json.bytes + body[old.endIndex...]
    }
}
