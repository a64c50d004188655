/// What this program calls itself.
package enum Product {
    package static let name = "Signalbox"
    package static let version = "0.1.0"
    /// The `User-Agent` of every request to a target.
    package static let userAgent = "\(name)/\(version)"
}
