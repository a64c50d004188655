import CCurl
import Model

extension TransferSlot {
    /// Longer bodies are read from the event itself while they are sent: an event for many targets
    /// is then in memory once. Shorter ones are passed as a whole, so that head and body leave in
    /// one packet.
    static let copiedBodyBytesMax = 32 << 10

    enum RequestProblem: Error {
        case unsendable(detail: String)
        case refused(OptionRefused)
    }

    /// The request's own options.
    func apply(_ request: OutboundRequest, _ settings: CurlSettings) throws(RequestProblem) {
        guard (1...32).contains(request.method.utf8.count),
            request.method.utf8.allSatisfy({ (0x41...0x5A).contains($0) || $0 == 0x2D })
        else {
            throw .unsendable(detail: "the method is not a word of capital letters")
        }
        let headers: UnsafeMutablePointer<curl_slist>?
        do {
            headers = try headerBlock.build(
                request.packedHeaders, userAgent: settings.userAgent)
        } catch {
            switch error {
            case .invalid(let name):
                let shown = name.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? name : "?"
                throw .unsendable(
                    detail: "the header field `\(shown)` has an invalid name, or a control "
                        + "character in its value")
            }
        }
        do {
            try set(CURLOPT_PRIVATE, pointer: UnsafeRawPointer(bitPattern: mark))
            try applyURL(request.url)
            try set(CURLOPT_HTTPHEADER, list: headers)
            try apply(method: request.method, body: request.body)
        } catch {
            throw .refused(error)
        }
    }

    /// Gives libcurl the URL as it was read once: reading it and writing it out again with every
    /// transfer is a tenth of what a transfer costs libcurl. Both options, since libcurl takes the
    /// text for a repetition on another connection.
    /// https://curl.se/libcurl/c/CURLOPT_CURLU.html
    private func applyURL(_ text: String) throws(OptionRefused) {
        guard appliedURL == nil || appliedURL !== url else { return }
        appliedURL = nil
        try set(CURLOPT_URL, text)
        try set(CURLOPT_CURLU, pointer: url?.parsed.map { UnsafeRawPointer($0) })
        appliedURL = url
    }

    private func apply(method: String, body: [UInt8]) throws(OptionRefused) {
        if body.isEmpty, method == "GET" || method == "HEAD" {
            try set(CURLOPT_HTTPGET, 1)
            if method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
            try set(CURLOPT_CUSTOMREQUEST, nil)
            return
        }
        try set(CURLOPT_POST, 1)
        try check(
            CURLOPT_POSTFIELDSIZE_LARGE,
            ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count)))
        let copy = body.count <= Self.copiedBodyBytesMax ? bodyCopy.copy(body) : nil
        try set(CURLOPT_POSTFIELDS, pointer: copy)
        try set(CURLOPT_CUSTOMREQUEST, method == "POST" ? nil : method)
    }
}
