import Model

/// How a target may be reached: keys of every target. `timeout` also stands under `defaults`.
enum ConnectionKeys {
    static let timeout = Key(
        "timeout", .mapping("timeout", TimeoutKeys.all), "How long a request may take.")
    static let allowPrivate = Key(
        "allow_private", .oneOrList(of: .cidr, countMax: 64),
        "Private or loopback address blocks that this target may have; all others are refused.")
    static let caFile = Key(
        "ca_file", .path, "PEM file with the authorities to trust instead of the system's.")
    static let clientCertificate = Key(
        "client_cert", .path, "PEM file with a client certificate; needs client_key.")
    static let clientKey = Key("client_key", .path, "PEM file with the certificate's key.")
    static let proxy = Key(
        "proxy", .proxy, "http://host:port. Proxies named by the environment are never used.")

    static let all: [any KeyDeclaration] = [
        timeout, allowPrivate, caFile, clientCertificate, clientKey, proxy,
    ]
}

enum TimeoutKeys {
    static let connect = Key(
        "connect", .duration, default: "5s", "Until the connection stands, TLS included.")
    static let total = Key(
        "total", .duration, default: "30s", "From start to the end of the response's body.")

    static let all: [any KeyDeclaration] = [connect, total]
}

extension ConnectionPolicy {
    /// Takes over what is written; the rest stays as it is.
    mutating func apply(_ mapping: MappingReader) {
        applyTimeout(mapping)
        if let blocks = mapping(ConnectionKeys.allowPrivate) { allowPrivate = blocks }
        if let path = mapping(ConnectionKeys.caFile) { authorityFile = path }
        if let path = mapping(ConnectionKeys.clientCertificate) { clientCertificateFile = path }
        if let path = mapping(ConnectionKeys.clientKey) { clientKeyFile = path }
        if let url = mapping(ConnectionKeys.proxy) { proxy = url }
        let pair = (ConnectionKeys.clientCertificate, ConnectionKeys.clientKey)
        if mapping.has(pair.0) != mapping.has(pair.1) {
            let there = mapping.has(pair.0) ? pair.0 : pair.1
            mapping.reading.error(
                .missingKey, at: mapping.position(of: there),
                "'client_cert' and 'client_key' belong together")
        }
    }

    mutating func applyTimeout(_ mapping: MappingReader) {
        guard let timeout = mapping(ConnectionKeys.timeout) else { return }
        if let connect = timeout(TimeoutKeys.connect) { connectTimeout = connect }
        if let total = timeout(TimeoutKeys.total) { totalTimeout = total }
        if timeout.has(TimeoutKeys.connect), timeout.has(TimeoutKeys.total),
            connectTimeout > totalTimeout
        {
            timeout.reading.error(
                .invalidValue, at: timeout.valuePosition(of: TimeoutKeys.connect),
                "'connect' is longer than 'total'")
        }
    }
}

extension ValueKind where Value == String {
    static let proxy = parsed(
        "a proxy such as http://proxy.example.com:3128", unset: nil
    ) { text throws(ValueProblem) in
        guard let rest = text.wholeSuffix(after: "http://") else { throw ValueProblem() }
        let halves = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, let port = Int(halves[1]),
            (1...65535).contains(port),
            halves[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/@?#".utf8.contains($0) })
        else { throw ValueProblem() }
        return text
    }
}

extension String {
    fileprivate func wholeSuffix(after prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
