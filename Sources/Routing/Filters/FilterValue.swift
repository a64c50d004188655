package import Model

/// A filter as it was written, before it is understood: what a YAML or JSON reader hands over.
package indirect enum FilterValue: Equatable, Sendable {
    case scalar(JSONScalar)
    case list([FilterValue])
    /// In the order written. Keys are unique: the reader of the file has refused duplicates.
    case map([Entry])

    package struct Entry: Equatable, Sendable {
        package var key: String
        package var value: FilterValue

        package init(_ key: String, _ value: FilterValue) {
            self.key = key
            self.value = value
        }
    }
}
