import Model

/// What a request of kind `http` carries.
enum PreparedBody: Sendable {
    /// The event's bytes, untouched.
    case original
    case template(BodyTemplate)
    case tree(PreparedTree)
    case transformation(PreparedTransformation)

    var isOriginal: Bool {
        switch self {
        case .original: true
        case .template, .tree, .transformation: false
        }
    }

    var isTransformed: Bool { if case .transformation = self { true } else { false } }

    /// Sets the content type that goes with the body, unless `headers` has one.
    init(_ body: HTTPTargetSettings.Body, headers: inout PreparedHeaders) throws(TargetError) {
        switch body {
        case .original: self = .original
        case .tree(let tree, let omitsEmpty):
            try Self.setJSON("body", "a mapping or list becomes JSON", &headers)
            do throws(TemplateError) {
                self = .tree(try PreparedTree(tree, omitsEmpty: omitsEmpty))
            } catch {
                throw .template(setting: "body", error)
            }
        case .transformation(let transformation):
            try Self.setJSON("jq", "what a program makes is JSON", &headers)
            self = .transformation(PreparedTransformation(transformation))
        case .text(let text, let contentType):
            let type = contentType ?? headers.contentType ?? BodyTemplate.contentType(of: text)
            headers.addDefault("content-type", type)
            do throws(TemplateError) {
                self = .template(try BodyTemplate(text, contentType: type))
            } catch {
                throw .template(setting: "body", error)
            }
        }
    }

    private static func setJSON(
        _ setting: String, _ what: String, _ headers: inout PreparedHeaders
    ) throws(TargetError) {
        let type = headers.contentType ?? "application/json"
        guard BodyTemplate.isJSON(type) else {
            throw .invalid(setting: setting, problem: "\(what); content-type says '\(type)'")
        }
        headers.addDefault("content-type", type)
    }
}

/// A text template whose values are escaped for its content type.
struct BodyTemplate: Sendable {
    private let template: MessageTemplate
    private let isJSON: Bool

    init(_ text: String, contentType: String) throws(TemplateError) {
        let escaping = Self.escaping(for: contentType)
        template = try MessageTemplate(text, escaping: escaping)
        isJSON = escaping == .json
    }

    /// A JSON body that is none any more, because a value was missing or raw, is not sent: every
    /// target would refuse it, and few would say why.
    func bytes(
        _ words: inout TemplateContext?, _ context: AttemptContext
    ) throws(RenderFailure) -> [UInt8] {
        let bytes = Array(try template.render(TemplateContext.made(&words, context)).utf8)
        if isJSON {
            do throws(JSONError) {
                _ = try JSONDocument(bytes)
            } catch {
                throw RenderFailure(.bodyNotJSON, "\(error)")
            }
        }
        return bytes
    }

    static func contentType(of text: String) -> String {
        let text = text.drop { $0.isWhitespace }
        let isJSON = text.hasPrefix("[") || (text.hasPrefix("{") && !text.hasPrefix("{{"))
        return isJSON ? "application/json" : "text/plain; charset=utf-8"
    }

    static func isJSON(_ contentType: String) -> Bool { escaping(for: contentType) == .json }

    private static func escaping(for contentType: String) -> MessageTemplate.Escaping {
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        if type == "application/json" || type.hasSuffix("+json") { return .json }
        if type == "application/x-www-form-urlencoded" { return .percent }
        if type == "text/html" || type == "text/xml" || type == "application/xml"
            || type.hasSuffix("+xml")
        {
            return .xml
        }
        return .none
    }
}
