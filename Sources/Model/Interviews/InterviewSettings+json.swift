extension InterviewSettings {
    /// What a store keeps of them, besides the sealed bytes:
    /// `{"start":{"status":true,"url":"…"},"auth":{"type":"basic","status":true,"name":"…"}}`.
    package var content: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            for hook in InterviewHook.allCases {
                guard let setting = hooks[hook] else { continue }
                json.key(hook.rawValue)
                json.object { json in
                    json.member("status", setting.isEnabled)
                    json.member("url", setting.url)
                }
            }
            if let auth {
                json.key("auth")
                json.object { json in
                    json.member("type", auth.kind.rawValue)
                    json.member("status", auth.isEnabled)
                    json.member("name", auth.name)
                }
            }
        }
        return json.bytes
    }

    /// Reads what `content` wrote. False: it is something else.
    package mutating func read(content: [UInt8], sealed: [UInt8]) -> Bool {
        guard let root = (try? JSONDocument(content))?.root else { return false }
        for hook in InterviewHook.allCases {
            guard let stored = root.member(hook.rawValue) else { continue }
            guard let isEnabled = stored.member("status")?.bool,
                let url = stored.member("url")?.string
            else { return false }
            hooks[hook] = Hook(isEnabled: isEnabled, url: url)
        }
        guard let stored = root.member("auth") else { return true }
        guard let kind = stored.member("type")?.string.flatMap(Auth.Kind.init),
            let isEnabled = stored.member("status")?.bool,
            let name = stored.member("name")?.string
        else { return false }
        auth = Auth(kind: kind, isEnabled: isEnabled, name: name, sealed: sealed)
        return true
    }
}
