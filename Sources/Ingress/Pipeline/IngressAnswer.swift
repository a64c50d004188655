/// What a sender is told. Free of any server's types.
package struct IngressAnswer: Equatable, Sendable {
    package var status: Int
    /// Lowercase names.
    package var headers: [Header]
    package var body: [UInt8]
    /// The rest of the request is not worth reading: the connection ends after the answer.
    package var closesConnection: Bool
    /// Why it was refused; nil when it was not. Never sent as such.
    package var refusal: Refusal?

    package struct Header: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        status: Int, headers: [Header] = [], body: [UInt8] = [], closesConnection: Bool = false,
        refusal: Refusal? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.closesConnection = closesConnection
        self.refusal = refusal
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
