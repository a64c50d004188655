package import Model

/// A request as a `TestServer` received it.
package struct TestRequest: Sendable {
    package var method: String
    /// The request's target as written: path and query.
    package var path: String
    package var headers: HeaderList
    /// Decoded from its framing, byte for byte.
    package var body: [UInt8]
    /// Which of the server's connections it came on, counted from 1.
    package var connection: Int

    package var bodyText: String { String(decoding: body, as: UTF8.self) }
}

/// What a `TestServer` answers. `content-length` is added; everything else is as written here.
package struct TestResponse: Sendable {
    package var status: Int
    package var headers: HeaderList
    package var body: [UInt8]
    /// Waits this long before it answers.
    package var delay: Milliseconds
    /// Closes the connection afterwards, and says so in a header.
    package var closes: Bool

    package init(
        status: Int = 200, headers: HeaderList = HeaderList(), body: [UInt8] = [],
        delay: Milliseconds = .zero, closes: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delay = delay
        self.closes = closes
    }

    package init(
        status: Int = 200, headers: HeaderList = HeaderList(), text: String,
        delay: Milliseconds = .zero
    ) {
        self.init(status: status, headers: headers, body: Array(text.utf8), delay: delay)
    }

    package static let ok = TestResponse(text: "ok")
}
