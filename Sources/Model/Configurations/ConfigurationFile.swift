/// One file of a configuration as it was read: `routes.yaml`, or one that it includes.
package struct ConfigurationFile: Equatable, Sendable {
    /// The main file's own name, or the path of an included one below the main file's folder.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
