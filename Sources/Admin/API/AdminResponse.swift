package import Model

/// The answer to an `AdminRequest`: JSON, always.
package struct AdminResponse: Sendable {
    package var status: Int
    package var contentType: String
    package var headers: HeaderList
    package var body: [UInt8]

    package init(
        status: Int = 200, contentType: String = "application/json",
        headers: HeaderList = HeaderList(), body: [UInt8]
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// An object, written by `content`.
    init(status: Int = 200, _ content: (inout JSONWriter) -> Void) {
        var json = JSONWriter(reservingCapacity: 1024)
        json.object(content)
        self.init(status: status, body: json.bytes)
    }
}
