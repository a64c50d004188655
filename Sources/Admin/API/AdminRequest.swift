/// One call of the admin API, whatever it came through: HTTP, the control socket, or a command that
/// opened the store itself.
package struct AdminRequest: Sendable {
    package var method: String
    /// Percent-encoded as received, without the query: `/api/events/evt_…`.
    package var path: String
    /// Without `?`.
    package var query: String
    package var body: [UInt8]
    /// Who asks; stored with what they changed: `admin`, `socket`, a user's name.
    package var caller: String
    /// The header `apiKey`, which the settings API goes by.
    package var apiKey: String?

    package init(
        method: String = "GET", path: String, query: String = "", body: [UInt8] = [],
        caller: String, apiKey: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.caller = caller
        self.apiKey = apiKey
    }
}
