import Model
import Mustache

/// What a template's words stand for in one attempt. For one thread; made anew for each attempt.
///
/// The event's body is parsed only when a template asks for it, once for all templates of a
/// request.
final class TemplateContext: MustacheParent {
    private let attempt: AttemptContext
    private var document: JSONDocument?
    private var hasParsed = false
    private var outputBytesLeft = Limits.renderedBytesMax
    private var workBytesLeft = Limits.templateWorkBytesMax
    private var templateBytes = 0

    init(_ attempt: AttemptContext) { self.attempt = attempt }

    /// The one context of a request, made when first needed.
    static func made(
        _ context: inout TemplateContext?, _ attempt: AttemptContext
    ) -> TemplateContext {
        if let context { return context }
        let made = TemplateContext(attempt)
        context = made
        return made
    }

    /// The output or the work of this rendering went beyond its limit.
    private(set) var isExhausted = false

    /// A rendering begins: its limits start anew.
    func begin(templateBytes: Int) {
        self.templateBytes = templateBytes
        outputBytesLeft = Limits.renderedBytesMax - templateBytes
        workBytesLeft = Limits.templateWorkBytesMax
        isExhausted = false
    }

    func child(named name: String) -> Any? {
        let event = attempt.event
        return switch EventWord(rawValue: name) {
        case .source: text(event.source)
        case .type: text(event.identity.type)
        case .milestone: text(event.identity.milestone.rawValue)
        case .interview: text(event.identity.interview)
        case .definition: text(event.identity.definition)
        case .run: text(event.identity.run)
        case .fields: FieldWords(fields: event.identity.fields, context: self)
        case .headers: HeaderWords(headers: event.headers, context: self)
        case .body: body.flatMap { value($0) }
        case .eventID: text(event.id.description)
        case .deliveryID: text(attempt.delivery.id.description)
        case .webhookID: text(attempt.delivery.webhookID.description)
        case .received: text(event.receivedAt.description)
        case .method: text(event.method)
        case .query: text(event.query)
        case .target: text(attempt.delivery.target)
        case .destination: text(attempt.delivery.destination)
        case .attempt: text(String(attempt.attempt))
        case nil: nil
        }
    }

    private var body: JSONView? {
        if !hasParsed {
            hasParsed = true
            document = MessageBody.document(attempt.event.body, attempt.event.headers)
        }
        return document?.root
    }

    /// A word's text; nothing when it is empty, so that sections can ask for it.
    func text(_ text: String) -> Any? {
        guard !text.isEmpty, spend(output: text.utf8.count) else { return nil }
        return TemplateWord(text: text)
    }

    /// A value with its type; null when there is none.
    func piece(at path: ArraySlice<String>) -> PreparedTree.Piece {
        guard let name = path.first else { return .scalar(.null) }
        let rest = path.dropFirst()
        switch name {
        case "fields":
            return .scalar(attempt.event.identity.fields[rest.joined(separator: ".")] ?? .null)
        case "headers":
            let value = attempt.event.headers[rest.joined(separator: ".")]
            return .scalar(value.map { .string($0) } ?? .null)
        case "body": return body?.value(at: rest).map { .view($0) } ?? .scalar(.null)
        default:
            guard rest.isEmpty, let word = child(named: name) as? TemplateWord else {
                return .scalar(.null)
            }
            return .scalar(.string(word.text))
        }
    }

    func value(_ scalar: JSONScalar) -> Any? {
        switch scalar {
        case .null: NoValue()
        case .bool(let value): BoolWord(isTrue: value)
        case .number(let number): text(number.text)
        case .string(let value): text(value)
        }
    }

    func value(_ view: JSONView) -> Any? {
        switch view.kind {
        case .object: return BodyObject(view: view, context: self)
        case .array: return BodyList(view: view, context: self)
        case .null, .bool, .number, .string:
            return spend(work: view.rawBytes.count)
                ? JSONScalar(view).flatMap { value($0) } : nil
        }
    }

    /// One more pass of a section over the template's text.
    func spendPass() -> Bool { spend(output: templateBytes) }

    func spend(work bytes: Int) -> Bool {
        workBytesLeft -= bytes
        if workBytesLeft < 0 { isExhausted = true }
        return !isExhausted
    }

    func spend(output bytes: Int) -> Bool {
        outputBytesLeft -= bytes
        if outputBytesLeft < 0 { isExhausted = true }
        return !isExhausted
    }
}
