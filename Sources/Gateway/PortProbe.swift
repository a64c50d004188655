import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Finds out whether addresses can be listened on before anything is started: a wrong one is one
/// clear line then, and no delivery was attempted for nothing.
enum PortProbe {
    /// Throws `GatewayError.listen`. The addresses are free again when it returns.
    static func check(
        _ listeners: [(StartReport.Listener, ListenAddress)]
    ) throws(GatewayError) {
        // Held until all were tried: two of ours may be the same.
        var descriptors: [CInt] = []
        defer { for descriptor in descriptors { close(descriptor) } }
        for (what, address) in listeners {
            switch listen(address) {
            case .success(let descriptor): descriptors.append(descriptor)
            case .failure(let trouble):
                throw NamedListener.failure(what, address, reason: trouble.text)
            }
        }
    }

    /// A file that stands where the control socket should be.
    static func check(controlSocket path: String) throws(GatewayError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFSOCK else { return }
        throw NamedListener.failure(
            .control, nil, reason: "\(path) is no socket: remove it")
    }

    private struct Trouble: Error { let text: String }

    private static func listen(_ address: ListenAddress) -> Result<CInt, Trouble> {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_socktype = streamSocket
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.host, String(address.port), &hints, &found)
        guard code == 0, let first = found else {
            return .failure(Trouble(text: String(cString: gai_strerror(code))))
        }
        defer { freeaddrinfo(first) }
        let info = first.pointee
        let descriptor = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
        guard descriptor >= 0 else { return .failure(Trouble(text: lastError)) }
        var yes: CInt = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0, enlist(descriptor) else {
            let trouble = Trouble(text: lastError)
            close(descriptor)
            return .failure(trouble)
        }
        return .success(descriptor)
    }

    /// The same as the system's `listen`, whose name is ours here.
    private static func enlist(_ descriptor: CInt) -> Bool {
        #if canImport(Glibc)
            Glibc.listen(descriptor, 1) == 0
        #else
            Darwin.listen(descriptor, 1) == 0
        #endif
    }

    private static var lastError: String { String(cString: strerror(errno)) }

    private static var streamSocket: CInt {
        #if canImport(Glibc)
            CInt(SOCK_STREAM.rawValue)
        #else
            SOCK_STREAM
        #endif
    }
}
