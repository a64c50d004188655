import CCurl
import Model

/// Why a transfer failed: libcurl's code with what the driver saw, turned into a
/// `TransportFailure`. Source: https://curl.se/libcurl/c/libcurl-errors.html
struct FailureMapping {
    var code: CURLcode
    /// libcurl was about to send the request, or did.
    var requestBegan: Bool
    /// What the address guard refused last.
    var refusal: AddressGuard.Refusal?
    /// Some address was allowed and tried.
    var triedAddress: Bool
    var stop: ResponseReader.Stop?
    var usesProxy: Bool
    /// libcurl's own line. It can name the host, never the rest of the URL; used where it helps.
    var text: String
    /// How long the transfer took, and how long it was allowed.
    var elapsed: Milliseconds
    var totalTimeout: Milliseconds

    func failure(_ timings: TransferTimings) -> TransportFailure {
        let (kind, detail) = kindAndDetail
        return TransportFailure(
            kind, detail: detail, mayHaveBeenReceived: requestBegan && kind != .addressRefused,
            timings: timings)
    }

    private var kindAndDetail: (TransportFailure.Kind, String) {
        if let refusal, !triedAddress || code == CURLE_ABORTED_BY_CALLBACK {
            return (.addressRefused, refusal.detail)
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return timeout
        case CURLE_URL_MALFORMAT: return (.unsendable, "libcurl does not understand the URL")
        case CURLE_COULDNT_RESOLVE_HOST:
            return (.nameNotResolved, "the URL's host has no address")
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return (.proxyFailed, words)
        case CURLE_COULDNT_CONNECT:
            return usesProxy
                ? (.proxyFailed, "the proxy could not be reached")
                : (.connectionRefused, "no connection: " + connectWords)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT:
            return (.tls, words)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP2:
            return (.malformedResponse, "the answer is not HTTP")
        case CURLE_PARTIAL_FILE:
            return (.malformedResponse, "the answer's body ended before its announced length")
        case CURLE_WRITE_ERROR where stop == .otherProtocol:
            return (.malformedResponse, "the answer changes to a protocol nobody asked for")
        case CURLE_WRITE_ERROR where stop == .headerLimit, CURLE_OUT_OF_MEMORY where requestBegan:
            // libcurl says "out of memory" when one header line is too long for it.
            return (.malformedResponse, "the answer's header fields are too large")
        case CURLE_GOT_NOTHING:
            return (.connectionLost, "the connection was closed without an answer")
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2_STREAM: return broken
        case CURLE_ABORTED_BY_CALLBACK:
            return (.addressRefused, "the address of the connection could not be checked")
        default: return (.connectionLost, CurlLibrary.text(code))
        }
    }

    private var timeout: (TransportFailure.Kind, String) {
        guard requestBegan else {
            return (.connectTimeout, "no connection within the connect timeout")
        }
        return elapsed + Milliseconds(1) < totalTimeout
            ? (.tooSlow, "the answer came too slowly")
            : (.timeout, "no complete answer within the total timeout of \(totalTimeout)")
    }

    private var broken: (TransportFailure.Kind, String) {
        // TLS 1.3 reports a refused client certificate only when the answer is read.
        if text.contains("alert") { return (.tls, words) }
        if !requestBegan, usesProxy { return (.proxyFailed, words) }
        if text.contains("hex") || text.contains("chunk") {
            return (.malformedResponse, "the answer's chunks are malformed")
        }
        return (.connectionLost, "the connection broke")
    }

    private var words: String { text.isEmpty ? CurlLibrary.text(code) : text }

    /// The last clause: `… port 80 after 0 ms: Connection refused`.
    private var connectWords: String {
        text.split(separator: ": ").last.map(String.init) ?? CurlLibrary.text(code)
    }
}
