import Model

/// A target's own headers, checked and divided into constant ones and templates.
struct PreparedHeaders: Sendable {
    private(set) var fixed: [HeaderList.Field] = []
    private(set) var templated: [TemplatedHeader] = []
    private(set) var secrets: [SecretTexts.Item] = []

    /// Every name that is set here.
    var names: [String] { fixed.map(\.name) + templated.map(\.name) }

    /// A constant `content-type`, if there is one.
    var contentType: String? { fixed.first { HeaderList.equal($0.name, "content-type") }?.value }

    mutating func addCredential(_ field: HeaderList.Field) throws(TargetError) {
        try check(field.name, setting: "credential")
        guard HeaderText.isFreeOfControls(field.value) else {
            throw .invalid(
                setting: "credential",
                problem: "holds a control character (a line break at its end?)"
            )
        }
        fixed.append(field)
    }

    mutating func add(_ header: HTTPTargetSettings.Header) throws(TargetError) {
        let setting = "headers.\(header.name)"
        try check(header.name, setting: setting)
        let template: MessageTemplate
        do throws(TemplateError) {
            template = try MessageTemplate(header.value, escaping: .none)
        } catch {
            throw .template(setting: setting, error)
        }
        let name = header.name.lowercased()
        guard let value = template.constant else {
            templated.append(TemplatedHeader(name: name, template: template))
            return
        }
        guard HeaderText.isFreeOfControls(value) else {
            throw .invalid(setting: setting, problem: "holds a control character")
        }
        if HeaderNames.soundsSecret(name) {
            secrets.append(.init("HEADER_\(header.name)", value))
        }
        fixed.append(.init(name: name, value: value))
    }

    /// Sets a header unless the settings did.
    mutating func addDefault(_ name: String, _ value: String) {
        if !isSet(name) { fixed.append(.init(name: name, value: value)) }
    }

    private func isSet(_ name: String) -> Bool {
        names.contains { HeaderList.equal($0, name) }
    }

    private func check(_ name: String, setting: String) throws(TargetError) {
        guard HeaderText.isName(name) else {
            throw .invalid(setting: setting, problem: "'\(name)' is no header name")
        }
        let lower = name.lowercased()
        guard !HeaderNames.ofConnection.contains(lower), !HeaderNames.own.contains(lower) else {
            throw .invalid(
                setting: setting, problem: "'\(name)' is set by Signalbox itself on every request")
        }
        guard !isSet(name) else {
            throw .invalid(setting: setting, problem: "'\(name)' is set twice")
        }
    }
}

/// A header whose value is rendered for each attempt.
struct TemplatedHeader: Sendable {
    let name: String
    let template: MessageTemplate

    /// Nil when it renders empty: such a header is left out.
    func value(
        _ words: inout TemplateContext?, _ context: AttemptContext
    ) throws(RenderFailure) -> String? {
        let value = try template.render(TemplateContext.made(&words, context))
        guard HeaderText.isFreeOfControls(value) else {
            throw RenderFailure(.headerControlByte, "header '\(name)'")
        }
        return value.isEmpty ? nil : value
    }
}
