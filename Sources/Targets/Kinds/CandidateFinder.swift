package import Model

/// One target's way to find candidates by email: the request, and what its answers mean.
///
/// Immutable; what was found is remembered by who sends (`Engine`).
package final class CandidateFinder: Sendable {
    private let lookup: KindLookup
    private let settings: FinderSettings
    private let email: MessageTemplate
    private let url: String
    private let fields: HeaderList
    private let answers: AnswerRules
    /// Of all that decides whom an address leads to: where it is looked for, with which
    /// credential, and what is made of the answer. Equal in this process only.
    package let digest: Int

    /// In a request that is shown and not sent.
    static let placeholder = "candidate-found-by-email"

    /// `url`: the lookup's, without its query. `answers`: the kind's own. `oauth`: where the
    /// credential does not stand in `fields`.
    init(
        _ lookup: KindLookup, _ settings: FinderSettings, url: String, fields: HeaderList,
        answers: AnswerRules, oauth: OAuthSettings?
    ) throws(TargetError) {
        self.lookup = lookup
        self.settings = settings
        self.url = url
        self.fields = fields
        var answers = answers
        // What they say of a note's success is not said of a list.
        answers.success = [.success]
        self.answers = answers
        var hasher = Hasher()
        hasher.combine(lookup.method)
        hasher.combine(url)
        for field in fields.fields {
            hasher.combine(field.name)
            hasher.combine(field.value)
        }
        hasher.combine(oauth)
        hasher.combine(settings.email)
        hasher.combine(settings.several)
        digest = hasher.finalize()
        do throws(TemplateError) {
            email = try MessageTemplate(settings.email, escaping: .none)
        } catch {
            throw .template(setting: KindDefinition.findBy, error)
        }
    }

    /// The request of a lookup for a target, and the address it is about.
    func request(
        for target: String, _ words: TemplateContext, _ access: HeaderList.Field?,
        _ connection: ConnectionPolicy
    ) throws(RenderFailure) -> CandidateLookup {
        let email = try address(words)
        func put(_ value: String) -> String { value.replacing("{email}", with: email) }
        let query = lookup.query
            .map { "\(QueryString.encode($0.name))=\(QueryString.encode(put($0.value)))" }
        var json = JSONWriter()
        if !lookup.body.isEmpty {
            json.object { json in
                for member in lookup.body { json.member(member.name, put(member.value)) }
            }
        }
        let url = query.isEmpty ? url : "\(url)?\(query.joined(separator: "&"))"
        let fields = HeaderList(fields.fields + (access.map { [$0] } ?? []))
        var request = OutboundRequest(
            method: lookup.method, url: url, headers: fields, body: json.bytes,
            connection: connection)
        request.answerBytes = Limits.lookupAnswerBytes
        return CandidateLookup(target: target, finder: self, email: email, request: request)
    }

    private func address(_ words: TemplateContext) throws(RenderFailure) -> String {
        let text = try email.render(words).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ").lowercased()
        guard !text.isEmpty else { throw RenderFailure(.identifierMissing, "find_by.email") }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        // No quotes or controls: it becomes part of queries in the vendors' own forms.
        guard text.utf8.count <= Limits.emailBytesMax, parts.count == 2,
            parts.allSatisfy({ !$0.isEmpty }),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !"\"\\(),:;<>[]".utf8.contains($0) })
        else { throw RenderFailure(.identifierUnusable, "find_by.email") }
        return text
    }

    // MARK: What an answer means

    /// Whom of those with this address the note is about, or why that is not known.
    package func choice(
        in result: TransferResult, email: String, now: Timestamp
    ) -> Result<Choice, LookupFailure> {
        switch result {
        case .failure(let failure):
            return .failure(LookupFailure(TransportVerdict.outcome(of: failure)))
        case .success(let response):
            let outcome = answers.outcome(of: response, now: now)
            guard outcome.class == .delivered else { return .failure(LookupFailure(outcome)) }
            if response.status == 204 { return .success(choice(of: [])) }
            guard let list = ReadAnswer(response).root?.value(at: Self.pointer(lookup.places.list)),
                list.kind == .array
            else {
                guard response.bodyBytes <= response.body.count else {
                    // It would be as long the next time.
                    return .success(.dead(TargetReason.candidatesTooMany.reason()))
                }
                let reason = TargetReason.targetUnexpectedAnswer
                    .reason(detail: "no list of candidates")
                return .failure(LookupFailure(Outcome(.retry, reason)))
            }
            return .success(choice(of: list.elements.flatMap { candidates(in: $0, email) }))
        }
    }

    private func candidates(in view: JSONView, _ email: String) -> [FoundCandidate] {
        let emails = lookup.places.emails.flatMap { Self.texts(at: $0, in: view) }
        guard emails.contains(where: { $0.lowercased() == email }) else { return [] }
        let created = lookup.places.created.flatMap { Self.texts(at: $0, in: view).first }
        return Self.texts(at: lookup.places.ids, in: view).map {
            FoundCandidate(id: $0, created: created.flatMap(Self.moment))
        }
    }

    /// The one whom the note is about; else what becomes of it.
    private func choice(of found: [FoundCandidate]) -> Choice {
        var byID: [String: FoundCandidate] = [:]
        for candidate in found { byID[candidate.id] = candidate }
        if byID.count == 1 { return .one(found[0].id) }
        guard !byID.isEmpty else {
            let reason = TargetReason.candidateNotFound.reason()
            return settings.none == .skip ? .none(reason) : .dead(reason)
        }
        if settings.several == .newest {
            let dated = byID.values.compactMap { candidate in
                candidate.created.map { (candidate.id, $0) }
            }
            if dated.count == byID.count, let newest = dated.max(by: { $0.1 < $1.1 }) {
                return .one(newest.0)
            }
        }
        return .dead(TargetReason.candidateNotUnique.reason(detail: "\(byID.count) candidates"))
    }

    package enum Choice: Equatable, Sendable {
        case one(String)
        /// There is nobody, and that is fine.
        case none(Reason)
        case dead(Reason)
    }

    private static func pointer(_ text: some StringProtocol) -> JSONPointer {
        guard let pointer = JSONPointer(text) else { preconditionFailure("no pointer: \(text)") }
        return pointer
    }

    private static func texts(at path: String, in view: JSONView) -> [String] {
        guard let star = path.firstRange(of: "/*") else {
            return view.value(at: pointer(path))?.scalarText.map { [$0] } ?? []
        }
        guard let list = view.value(at: pointer(path[..<star.lowerBound])), list.kind == .array
        else { return [] }
        let rest = String(path[star.upperBound...])
        return list.elements.flatMap { texts(at: rest, in: $0) }
    }

    /// A date, with or without a time, or milliseconds since 1970.
    private static func moment(_ text: String) -> Timestamp? {
        if let number = Int64(text) { return Timestamp(milliseconds: number) }
        return Timestamp(text: text) ?? Timestamp(text: text + "T00:00:00Z")
    }
}

/// A lookup that is to be made before a message can be.
package struct CandidateLookup: Sendable {
    /// Its name.
    package let target: String
    package let finder: CandidateFinder
    /// In lower case.
    package let email: String
    package let request: OutboundRequest
}

private struct FoundCandidate {
    let id: String
    let created: Timestamp?
}

/// Why nobody knows whom a note is about: never ambiguous, for nothing of it was sent.
package struct LookupFailure: Error, Sendable {
    package let outcome: Outcome

    init(_ outcome: Outcome) {
        var outcome = outcome
        outcome.isAmbiguous = false
        self.outcome = outcome
    }
}
