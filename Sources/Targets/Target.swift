package import Model

/// A named outbound endpoint: where, as whom, and what is sent.
///
/// Immutable once built, with everything prepared that does not depend on the event; safe to use
/// from any thread. Nothing here does I/O or reads a clock, but the program of a target that
/// `isTransformed`, which runs in a helper process.
package struct Target: Sendable {
    package var name: String
    package var kind: TargetKind
    package var connection = ConnectionPolicy()
    /// What follows a failure after which the target may have the message.
    package var afterAmbiguous = AfterAmbiguous.resend

    package enum AfterAmbiguous: String, Sendable, CaseIterable {
        /// At least once: a second copy is better than none.
        case resend
        /// A person looks whether it arrived, and redrives it if not.
        case dead
        /// The same, while it stays in the queue: it is not attempted before the person says so.
        case wait
    }

    package init(name: String, kind: TargetKind) {
        self.name = name
        self.kind = kind
    }

    /// The request of one attempt. A failure means: this event can never be sent to this target
    /// with its present settings; the delivery is dead without an attempt.
    package func request(for context: AttemptContext) -> Result<OutboundRequest, RenderFailure> {
        do throws(RenderFailure) {
            switch kind {
            case .http(let kind): return .success(try kind.request(context, connection))
            case .defined(let kind): return .success(try kind.request(context, connection))
            }
        } catch {
            return .failure(error)
        }
    }

    /// The lookup that comes before the request of an attempt; nil: none is needed. Renders the
    /// address: not for a thread that must not be held up.
    package func lookup(
        for context: AttemptContext
    ) -> Result<CandidateLookup?, RenderFailure> {
        guard case .defined(let kind) = kind else { return .success(nil) }
        do throws(RenderFailure) {
            return .success(try kind.lookup(context, connection))
        } catch {
            return .failure(error)
        }
    }

    /// Whether `request(for:)` is cheap enough for a thread that must not be held up: no templates,
    /// and little to sign. It is one memory pass over at most `Limits.promptBodyBytesMax`.
    package func isPrompt(for event: Event) -> Bool {
        switch kind {
        case .http(let kind): kind.isPrompt && event.body.count <= Limits.promptBodyBytesMax
        case .defined: false
        }
    }

    /// Whether `request(for:)` waits for a helper process: for threads of its own only.
    package var isTransformed: Bool {
        if case .http(let kind) = kind { kind.body.isTransformed } else { false }
    }

    /// What became of an attempt. `now` turns dates in the answer into spans.
    package func outcome(of result: TransferResult, now: Timestamp) -> Outcome {
        let outcome: Outcome
        switch result {
        case .failure(let failure):
            outcome = TransportVerdict.outcome(of: failure)
            // We gave it up ourselves, and go on with it after the next start.
            if failure.kind == .cancelled { return outcome }
        case .success(let response):
            switch kind {
            case .http(let kind): outcome = kind.outcome(of: response, now: now)
            case .defined(let kind): outcome = kind.outcome(of: response, now: now)
            }
        }
        guard outcome.isAmbiguous, outcome.class == .retry else { return outcome }
        let detail = outcome.reason.message
        switch afterAmbiguous {
        case .resend: return outcome
        case .dead:
            return Outcome(
                .dead, TargetReason.ambiguousFailure.reason(detail: detail), isAmbiguous: true)
        case .wait:
            var waiting = outcome
            waiting.reason = TargetReason.waitsForPerson.reason(detail: detail)
            waiting.waitsForPerson = true
            return waiting
        }
    }

    /// What the messages of the event's run have in common here; nil when each stands alone.
    /// Renders the channel: not for a thread that must not be held up.
    package func threadKey(for context: AttemptContext) -> ThreadKey? {
        guard case .defined(let kind) = kind, let channel = kind.threadChannel(context) else {
            return nil
        }
        return ThreadKey(
            target: name, channel: channel, source: context.event.source,
            run: context.event.identity.run)
    }

    /// The vendor's id of a message that it took, for the next ones of its thread.
    package func threadMessage(in result: TransferResult) -> String? {
        guard case .defined(let kind) = kind, let threads = kind.definition.threads,
            case .success(let response) = result
        else { return nil }
        let text = ReadAnswer(response).text(at: threads.message)
        return text.flatMap { $0.utf8.count <= Limits.threadMessageBytesMax ? $0 : nil }
    }

    /// The beginning of an answer's body for people: valid UTF-8 of at most
    /// `Limits.snippetStoredBytes`, without this target's secrets, without control characters.
    package func snippet(
        of response: OutboundResponse, hiding access: AccessToken? = nil
    ) -> String {
        guard let access else { return Snippet.text(of: response.body, without: kind.secrets) }
        return Snippet.text(
            of: response.body,
            without: SecretTexts(
                kind.secrets.items + [.init("ACCESS_TOKEN", access.secret.reveal())]))
    }

    /// Where its access tokens come from; nil for targets with another credential.
    package var oauth: OAuthClient? {
        switch kind {
        case .http(let kind): kind.oauth
        case .defined(let kind): kind.oauth
        }
    }

    /// A shell command for `/bin/sh` that repeats a request: arguments quoted, the body piped in,
    /// secrets as `$VARIABLES` (see `CurlCommand`).
    package func curlCommand(for request: OutboundRequest) -> String {
        CurlCommand(request, secrets: kind.secrets, target: name).text
    }
}

/// How a target talks: its request, and what its answers mean.
package enum TargetKind: Sendable {
    case http(HTTPTarget)
    /// One of `KindCatalog`.
    case defined(KindTarget)

    /// As written in routes.yaml.
    package var name: String {
        switch self {
        case .http: "http"
        case .defined(let kind): kind.definition.name
        }
    }

    var secrets: SecretTexts {
        switch self {
        case .http(let kind): kind.secrets
        case .defined(let kind): kind.secrets
        }
    }
}

/// What every kind of target can do; a new kind is a type with these three and a case of
/// `TargetKind`.
protocol OutboundKind: Sendable {
    func request(
        _ context: AttemptContext, _ connection: ConnectionPolicy
    ) throws(RenderFailure) -> OutboundRequest

    /// What a complete answer means. Failures of the transfer itself mean the same for every kind.
    func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome

    /// Every text that must appear neither in a snippet nor in a dead-letter file.
    var secrets: SecretTexts { get }
}
