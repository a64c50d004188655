import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where `${NAME}` and `${file:/path}` come from. Injected, so that tests need no environment.
package struct SecretResolver: Sendable {
    private let variable: @Sendable (String) -> String?
    private let file: @Sendable (String) -> String?

    /// Both closures give nil for what is missing.
    package init(
        variable: @escaping @Sendable (String) -> String?,
        file: @escaping @Sendable (String) -> String?
    ) {
        self.variable = variable
        self.file = file
    }

    /// Fixed values, as tests have them.
    package init(environment: [String: String] = [:], files: [String: String] = [:]) {
        self.init(variable: { environment[$0] }, file: { files[$0] })
    }

    /// The process's environment and the file system. Files over 64 KiB, or not UTF-8, are missing.
    package static let system = SecretResolver(
        variable: { name in getenv(name).map { String(cString: $0) } },
        file: { path in
            guard let bytes = try? FileBytes.read(path, bytesMax: Limits.secretBytesMax)
            else { return nil }
            return String(validating: bytes, as: UTF8.self)
        })

    /// The value, a file's without its trailing line break; nil when missing or empty.
    func value(of reference: SecretReference) -> String? {
        let value: String? =
            switch reference {
            case .variable(let name): variable(name)
            case .file(let path): file(path).map(Self.trimmed)
            }
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func trimmed(_ text: String) -> String {
        var bytes = Array(text.utf8)
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What stands between `${` and `}`.
enum SecretReference: Hashable, Sendable {
    case variable(String)
    case file(String)

    /// `NAME` (letters, digits, `_`, no digit first) or `file:/path`, absolute; else nil.
    init?(_ text: some StringProtocol) {
        if text.hasPrefix("file:") {
            let path = text.dropFirst("file:".count)
            guard path.hasPrefix("/") else { return nil }
            self = .file(String(path))
        } else {
            guard let first = text.utf8.first, !(0x30...0x39).contains(first),
                text.utf8.allSatisfy({ byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
                    default: false
                    }
                })
            else { return nil }
            self = .variable(String(text))
        }
    }

    /// As written.
    var name: String {
        switch self {
        case .variable(let name): name
        case .file(let path): "file:\(path)"
        }
    }
}
