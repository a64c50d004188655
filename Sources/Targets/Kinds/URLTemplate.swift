import Model

/// A target's URL: scheme, host and port are literal; event data may fill path and query, encoded.
struct URLTemplate: Sendable {
    /// Everything before the path; all of a URL without templates.
    private let literal: String
    /// Path and query; nil when nothing in them depends on the event.
    private let rest: MessageTemplate?
    /// Appended to the query: a credential.
    private let credential: String?
    /// Path segments of the template that are empty by its own text.
    private let emptySegments: Int

    /// The same for every event.
    var isConstant: Bool { rest == nil }

    init(_ text: String, credential: String? = nil) throws(TargetError) {
        let start = try Self.pathStart(text, setting: "url")
        let tail = String(text[start...])
        let template: MessageTemplate
        do throws(TemplateError) {
            template = try MessageTemplate(tail, escaping: .percent, allowsUnescaped: false)
        } catch {
            throw .template(setting: "url", error)
        }
        let path = Self.literalText(of: tail)
        try Self.checkCharacters(path, setting: "url")
        if let constant = template.constant {
            guard !Self.hasDotSegment(constant) else {
                throw .invalid(setting: "url", problem: "its path holds a '.' or '..' segment")
            }
            literal = Self.adding(credential, to: text)
            rest = nil
        } else {
            literal = String(text[..<start])
            rest = template
        }
        self.credential = credential
        emptySegments = Self.emptySegments(Self.standIn(tail))
    }

    /// Checks a URL that holds no template.
    static func literal(_ text: String, setting: String) throws(TargetError) -> String {
        let start = try pathStart(text, setting: setting)
        try checkCharacters(String(text[start...]), setting: setting)
        return text
    }

    /// The URL for one event. Fails where a value would lead to another place than was meant.
    func text(
        _ words: inout TemplateContext?, _ context: AttemptContext
    ) throws(RenderFailure) -> String {
        guard let rest else { return literal }
        let rendered = try rest.render(TemplateContext.made(&words, context))
        guard !Self.hasDotSegment(rendered) else { throw RenderFailure(.urlDotSegment) }
        guard Self.emptySegments(rendered) <= emptySegments else {
            throw RenderFailure(.urlPartEmpty)
        }
        let url = Self.adding(credential, to: literal + rendered)
        guard url.utf8.count <= Limits.urlBytesMax else { throw RenderFailure(.urlTooLong) }
        return url
    }

    /// Where path or query begin, after checking what stands before them.
    private static func pathStart(
        _ text: String, setting: String
    ) throws(TargetError) -> String.Index {
        func invalid(_ problem: String) -> TargetError {
            .invalid(setting: setting, problem: problem)
        }
        let lower = text.prefix(8).lowercased()
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { lower.hasPrefix($0) }) else {
            throw invalid("must begin with https:// or http://, written out")
        }
        let host = text.index(text.startIndex, offsetBy: scheme.count)
        let end = text[host...].firstIndex { "/?#".contains($0) } ?? text.endIndex
        let authority = text[host..<end]
        guard !authority.contains("{{") else {
            throw invalid("host and port must be literal: event data may fill path and query only")
        }
        guard !authority.contains("@") else {
            throw invalid("holds a user or password; say them in `auth` instead")
        }
        guard !authority.isEmpty, authority.first != ":",
            authority.utf8.allSatisfy({ byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-._:[]".utf8.contains(byte)
                }
            })
        else {
            throw invalid("its host is missing or malformed (write other scripts as punycode)")
        }
        try checkHost(authority, setting: setting)
        let afterHost = authority.last == "]" ? "" : authority.split(separator: "]").last ?? ""
        if let colon = afterHost.lastIndex(of: ":") {
            guard let port = Int(afterHost[afterHost.index(after: colon)...]),
                (1...65535).contains(port)
            else { throw invalid("its port must be a number from 1 to 65535") }
        }
        return end
    }

    /// The address that stands as the host of a URL that has been checked; nil for a name.
    static func literalAddress(of text: String) -> IPAddress? {
        guard let scheme = text.firstRange(of: "://") else { return nil }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return authority.first == "["
            ? IPAddress(authority.dropFirst().prefix { $0 != "]" })
            : IPAddress(authority.prefix { $0 != ":" })
    }

    /// Hosts that readers of URLs disagree about are never connected to (`0177.1`, `2130706433`, a
    /// dot at the end); better to hear it now than from the first dead letter.
    private static func checkHost(_ authority: Substring, setting: String) throws(TargetError) {
        func invalid(_ problem: String) -> TargetError {
            .invalid(setting: setting, problem: problem)
        }
        if authority.first == "[" {
            let inside = authority.dropFirst().prefix { $0 != "]" }
            guard authority.contains("]"), case .v6? = IPAddress(inside) else {
                throw invalid("its host in brackets is no IPv6 address")
            }
            return
        }
        let host = authority.prefix { $0 != ":" }
        if IPAddress(host) != nil { return }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ (1...63).contains($0.utf8.count) }) else {
            throw invalid("its host has an empty or too long label, or ends with a dot")
        }
        if let last = labels.last?.lowercased(),
            last.utf8.allSatisfy({ $0 &- 0x30 < 10 }) || last.hasPrefix("0x")
        {
            throw invalid("its host is a number; write an IPv4 address as a.b.c.d")
        }
    }

    /// The parts of a template outside its tags. Its tags have been checked.
    private static func literalText(of template: String) -> String {
        standIn(template).replacing("\u{1A}", with: "")
    }

    /// The template with one character for each value and none for other tags.
    private static func standIn(_ template: String) -> String {
        var text = ""
        var rest = template[...]
        while let opening = rest.firstRange(of: "{{"),
            let closing = rest[opening.upperBound...].firstRange(of: "}}")
        {
            text += rest[..<opening.lowerBound]
            if let first = rest[opening.upperBound...].first, !"#^/!".contains(first) {
                text += "\u{1A}"
            }
            rest = rest[closing.upperBound...]
        }
        return text + rest
    }

    private static func checkCharacters(_ text: String, setting: String) throws(TargetError) {
        guard !text.contains("#") else {
            throw .invalid(setting: setting, problem: "holds a fragment (#…), which is never sent")
        }
        let refused = "\"<>\\^`{|}".utf8
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !refused.contains($0) }) else {
            throw .invalid(
                setting: setting,
                problem: "holds a space or another character that must be percent-encoded")
        }
    }

    private static func path(_ rest: String) -> Substring { rest.prefix { $0 != "?" } }

    /// `.` and `..` also in their encoded forms and between encoded separators: servers and proxies
    /// that decode a path before they resolve it (nginx with `proxy_pass` to a URI does) would go
    /// where `..%2F..` leads.
    private static func hasDotSegment(_ rest: String) -> Bool {
        var plain = path(rest).lowercased()
        if plain.utf8.contains(UInt8(ascii: "%")) {
            plain = plain.replacing("%2e", with: ".").replacing("%2f", with: "/")
                .replacing("%5c", with: "/")
        }
        return plain.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }

    private static func emptySegments(_ rest: String) -> Int {
        path(rest).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .count { $0.isEmpty }
    }

    private static func adding(_ credential: String?, to url: String) -> String {
        guard let credential else { return url }
        guard let query = url.lastIndex(of: "?") else { return "\(url)?\(credential)" }
        return url.index(after: query) == url.endIndex || url.last == "&"
            ? url + credential : "\(url)&\(credential)"
    }
}
