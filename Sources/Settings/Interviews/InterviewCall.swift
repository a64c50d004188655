package import Model

/// What one call of the settings API asks for, as Xobin documents it:
///
///     {"webhooks":{"start":{"status":true,"url":"https://…"},
///                  "submission":{"status":true,"url":"https://…"},
///                  "auth":{"type":"basic","basic":{"username":"…","password":"…"}}},
///      "updateAll":true}
///
/// Strict: what it does not know is refused, since a misspelled key would leave an old address in
/// force. Source: app.xobin.com/api/docs/ai-interviews/settings/add-specific-webhook.html
package struct InterviewCall: Sendable {
    package struct Hook: Sendable {
        package var isEnabled: Bool
        /// Nil: as it was; only for one that is disabled.
        package var url: String?
    }

    package struct Auth: Sendable {
        package var kind: InterviewSettings.Auth.Kind
        package var isEnabled: Bool
        /// The header's or the user's name, and the secret; nil: as they were.
        package var credential: (name: String, secret: Secret)?
    }

    package private(set) var hooks: [InterviewHook: Hook] = [:]
    /// Nil: as it was.
    package private(set) var auth: Auth?
    /// Every interview that has settings of its own gets these too.
    package private(set) var updatesAll = false

    /// `isForAll`: the call names no interview; only then there is `updateAll`.
    package init(_ body: [UInt8], isForAll: Bool) throws(InterviewCallProblem) {
        let document: JSONDocument
        do throws(JSONError) { document = try JSONDocument(body) } catch {
            throw InterviewCallProblem("", "the body is \(error)")
        }
        let root = Fields(document.root, at: "")
        try root.allow(isForAll ? ["webhooks", "updateAll"] : ["webhooks"])
        let webhooks = try root.object("webhooks")
        try webhooks.allow(InterviewHook.allCases.map(\.rawValue) + ["auth"])
        for hook in InterviewHook.allCases where webhooks.has(hook.rawValue) {
            hooks[hook] = try Self.hook(webhooks.object(hook.rawValue))
        }
        if webhooks.has("auth") { auth = try Self.auth(webhooks.object("auth")) }
        guard !hooks.isEmpty || auth != nil else {
            throw InterviewCallProblem("webhooks", "holds start, submission or auth")
        }
        if root.has("updateAll") { updatesAll = try root.flag("updateAll") }
    }

    private static func hook(_ fields: Fields) throws(InterviewCallProblem) -> Hook {
        try fields.allow(["status", "url"])
        let isEnabled = try fields.flag("status")
        let hasURL = isEnabled || fields.has("url")
        return Hook(isEnabled: isEnabled, url: hasURL ? try fields.text("url") : nil)
    }

    private static func auth(_ fields: Fields) throws(InterviewCallProblem) -> Auth {
        try fields.allow(["type", "status", "apikey", "basic"])
        let word = try fields.text("type")
        guard let kind = InterviewSettings.Auth.Kind(rawValue: word) else {
            throw fields.problem("type", "is apikey or basic")
        }
        for other in InterviewSettings.Auth.Kind.allCases
        where other != kind && fields.has(other.rawValue) {
            throw fields.problem(other.rawValue, "has no meaning with the type \(word)")
        }
        let status = fields.has("status") ? try fields.flag("status") : nil
        var auth = Auth(kind: kind, isEnabled: status ?? true)
        // Only switched on or off.
        if status != nil, !fields.has(word) { return auth }
        let credential = try fields.object(word)
        let (name, secret) = kind == .basic ? ("username", "password") : ("key", "value")
        try credential.allow([name, secret])
        auth.credential = (try credential.text(name), try credential.secret(secret))
        return auth
    }
}

/// What is wrong with a call of the settings API.
package struct InterviewCallProblem: Error, Equatable, Sendable {
    /// `webhooks.start.url`; empty for the whole body.
    package var field: String
    /// Follows the field's name: `is true or false`. Quotes nothing of the call.
    package var message: String

    package init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

/// One object of a call.
private struct Fields {
    private let object: JSONView
    private let path: String

    init(_ object: JSONView, at path: String) {
        self.object = object
        self.path = path
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func problem(_ key: String, _ message: String) -> InterviewCallProblem {
        InterviewCallProblem(place(key), message)
    }

    func allow(_ keys: [String]) throws(InterviewCallProblem) {
        guard object.kind == .object else {
            throw InterviewCallProblem(path, "is an object with \(keys.joined(separator: ", "))")
        }
        for (key, _) in object.members where !keys.contains(key) {
            throw problem(
                String(key.prefix(64)),
                "is not known; there are: \(keys.joined(separator: ", "))")
        }
    }

    /// Not null either.
    func has(_ key: String) -> Bool {
        object.member(key).map { $0.kind != .null } ?? false
    }

    private func value(_ key: String, _ rule: String) throws(InterviewCallProblem) -> JSONView {
        guard has(key), let value = object.member(key) else {
            throw problem(key, "is missing: it \(rule)")
        }
        return value
    }

    func object(_ key: String) throws(InterviewCallProblem) -> Fields {
        Fields(try value(key, "is an object"), at: place(key))
    }

    func flag(_ key: String) throws(InterviewCallProblem) -> Bool {
        guard let flag = try value(key, "is true or false").bool else {
            throw problem(key, "is true or false")
        }
        return flag
    }

    func text(_ key: String) throws(InterviewCallProblem) -> String {
        guard let text = try value(key, "is a text").string, !text.isEmpty else {
            throw problem(key, "is a text")
        }
        return text
    }

    func secret(_ key: String) throws(InterviewCallProblem) -> Secret {
        guard let secret = Secret(try text(key)), secret.reveal().utf8.count <= 4096 else {
            throw problem(key, "has more than 4096 bytes")
        }
        return secret
    }
}
