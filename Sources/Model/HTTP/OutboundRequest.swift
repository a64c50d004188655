/// One HTTP request to a target, ready to send.
package struct OutboundRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`. May hold a secret (Slack's do): never logged.
    package var url: String
    package var packedHeaders: PackedHeaders
    package var body: [UInt8]
    package var connection: ConnectionPolicy
    /// How much of the answer's body is read and kept, where that is more than usual.
    package var answerBytes: Int?

    package init(
        method: String = "POST", url: String, packedHeaders: PackedHeaders, body: [UInt8],
        connection: ConnectionPolicy = ConnectionPolicy()
    ) {
        self.method = method
        self.url = url
        self.packedHeaders = packedHeaders
        self.body = body
        self.connection = connection
    }

    package init(
        method: String = "POST", url: String, headers: HeaderList, body: [UInt8],
        connection: ConnectionPolicy = ConnectionPolicy()
    ) {
        self.init(
            method: method, url: url, packedHeaders: PackedHeaders(headers), body: body,
            connection: connection)
    }

    /// The header fields as text; made anew at each use.
    package var headers: HeaderList {
        get { packedHeaders.list }
        set { packedHeaders = PackedHeaders(newValue) }
    }
}

/// How a target may be reached, and how long that may take (design section 8).
package struct ConnectionPolicy: Equatable, Sendable {
    package var connectTimeout = Milliseconds.seconds(5)
    /// From start to the end of the response's body.
    package var totalTimeout = Milliseconds.seconds(30)
    /// Slower than `lowSpeedBytesPerSecond` for this long is a failure.
    package var lowSpeedTime = Milliseconds.seconds(10)
    package var lowSpeedBytesPerSecond = 100
    /// Addresses that would be refused as not public, but may be reached by this target.
    package var allowPrivate: [CIDR] = []
    /// Path of a PEM file with the authorities to trust instead of the system's.
    package var authorityFile: String?
    /// Paths of a PEM client certificate and its key.
    package var clientCertificateFile: String?
    package var clientKeyFile: String?
    /// `http://host:port`; nil means none, also when the environment names one.
    package var proxy: String?
    /// Path of a Unix socket to speak through instead of the URL's host and port: how the commands
    /// reach a running node. The address guard does not apply to it.
    package var unixSocket: String?

    package init() {}
}
