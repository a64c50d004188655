import Model
import Mustache

/// `fields.*`: an event's vendor-neutral values.
struct FieldWords: MustacheParent {
    let fields: [String: JSONScalar]
    let context: TemplateContext

    func child(named name: String) -> Any? { fields[name].flatMap { context.value($0) } }
}

/// `headers.*`: an event's headers by name, in either case.
struct HeaderWords: MustacheParent {
    let headers: HeaderList
    let context: TemplateContext

    func child(named name: String) -> Any? { headers[name].flatMap { context.text($0) } }
}

/// JSON's null: renders as nothing, and hides a section without being looked up further out.
struct NoValue: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

/// An object in the event's body; as a whole it renders as its JSON.
struct BodyObject: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let view: JSONView
    let context: TemplateContext

    func child(named name: String) -> Any? {
        guard context.spend(work: view.rawBytes.count) else { return nil }
        return view.member(name).flatMap { context.value($0) }
    }

    func transform(_ name: String) -> Any? { name == "given" ? true : nil }

    var renderText: String { context.source(of: view) }
    var isNull: Bool { false }
}

/// `true` or `false`: a section asks for it; as a whole it renders so.
struct BoolWord: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let isTrue: Bool

    func child(named name: String) -> Any? { nil }
    /// It is there, also when it is false.
    func transform(_ name: String) -> Any? { name == "given" ? true : nil }

    var renderText: String { isTrue ? "true" : "false" }
    var isNull: Bool { !isTrue }
}

/// An array in the event's body: a section goes through it; `items.0` is its first element; as a
/// whole it renders as its JSON.
struct BodyList: MustacheSequence, MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let view: JSONView
    let context: TemplateContext

    func child(named name: String) -> Any? {
        guard let position = Int(name), context.spend(work: view.rawBytes.count) else { return nil }
        return view.element(position).flatMap { context.value($0) }
    }

    func transform(_ name: String) -> Any? {
        guard context.spend(work: view.rawBytes.count) else { return nil }
        switch name {
        case "given": return true
        case "count": return context.text(String(view.count))
        case "empty": return view.element(0) == nil
        case "first": return view.element(0).flatMap { context.value($0) }
        case "last": return view.element(view.count - 1).flatMap { context.value($0) }
        default: return nil
        }
    }

    /// Ends early when the rendering has used up what it may.
    func makeIterator() -> AnyIterator<Any> {
        guard context.spend(work: view.rawBytes.count) else { return AnyIterator { nil } }
        let elements = AnyIterator(view.elements.makeIterator())
        let context = context
        return AnyIterator {
            guard let element = elements.next(), context.spendPass() else { return nil }
            return context.value(element) ?? NoValue()
        }
    }

    var renderText: String { context.source(of: view) }
    var isNull: Bool { false }
}

extension TemplateContext {
    /// A value's JSON as it came.
    func source(of view: JSONView) -> String {
        let bytes = view.sourceBytes
        return spend(output: bytes.count) ? String(decoding: bytes, as: UTF8.self) : ""
    }
}
