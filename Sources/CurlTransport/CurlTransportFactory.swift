package import Engine

/// Makes the transports of a process's shards: same settings, one shared resolver pool.
package struct CurlTransportFactory: Sendable {
    private let settings: CurlSettings
    private let resolver: ResolverPool

    package init(
        settings: CurlSettings = CurlSettings(), resolver: ResolverPool = ResolverPool()
    ) {
        self.settings = settings
        self.resolver = resolver
    }

    /// A new transport, to be used from one thread. Any thread may call this.
    package func make() throws(CurlTransportError) -> CurlTransport {
        try CurlTransport(settings: settings, resolver: resolver)
    }

    /// What the engine asks for.
    package var factory: TransportFactory {
        { () throws(EngineError) -> any Transport in
            do throws(CurlTransportError) {
                return try make()
            } catch {
                throw .transport(error.message)
            }
        }
    }
}
