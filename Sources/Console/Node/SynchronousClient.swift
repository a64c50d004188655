import CurlTransport
package import Engine
package import Model

/// Makes HTTP requests one after the other and waits for each. For commands; used from one thread.
/// Connections are kept between requests.
package final class SynchronousClient {
    private let transport: any Transport
    private var requests: UInt64 = 0

    /// The client owns the transport and closes it.
    package init(transport: any Transport) { self.transport = transport }

    /// Reads answers of up to `answerBytesMax`.
    package convenience init(answerBytesMax: Int) throws(ConsoleError) {
        var settings = CurlSettings()
        settings.inFlightMax = 1
        settings.snippetBytes = answerBytesMax
        settings.readBytesMax = answerBytesMax
        settings.userAgent = Product.userAgent
        do throws(CurlTransportError) {
            self.init(transport: try CurlTransportFactory(settings: settings).make())
        } catch {
            throw .failed(error.message)
        }
    }

    deinit { transport.close() }

    /// Blocks until the answer is there or the request's timeout has passed.
    package func send(_ request: OutboundRequest) -> TransferResult {
        requests += 1
        let token = TransferToken(requests)
        transport.start(request, token: token)
        var completions: [TransferCompletion] = []
        while true {
            transport.poll(timeout: nil, into: &completions)
            if let completion = completions.first(where: { $0.token == token }) {
                return completion.result
            }
            completions = []
        }
    }

    /// A person names the address here, so that private ones may be reached.
    package static var anyAddress: [CIDR] {
        ["0.0.0.0/0", "::/0"].compactMap { CIDR($0) }
    }
}
