/// HTTP header fields in the order they came. Names are compared without case.
package struct HeaderList: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) { self.fields = fields }

    package init(_ pairs: KeyValuePairs<String, String>) {
        fields = pairs.map { Field(name: $0.key, value: $0.value) }
    }

    /// The first value of a field.
    package subscript(name: String) -> String? {
        index(of: name, from: 0).map { fields[$0].value }
    }

    package func values(_ name: String) -> [String] {
        var values: [String] = []
        var start = 0
        while let index = index(of: name, from: start) {
            values.append(fields[index].value)
            start = index + 1
        }
        return values
    }

    /// The place of the first field of a name that stands at `start` or after it. Looked at where
    /// they lie: each request asks a dozen times, and of most names there is none.
    private func index(of name: String, from start: Int) -> Int? {
        let count = name.utf8.count
        return fields.withUnsafeBufferPointer { fields in
            var index = start
            while index < fields.count {
                if fields[index].name.utf8.count == count, Self.equal(fields[index].name, name) {
                    return index
                }
                index += 1
            }
            return nil
        }
    }

    /// What is there under a name that must not be there twice.
    package enum Sole: Equatable, Sendable {
        case absent
        case value(String)
        case several
    }

    package func sole(_ name: String) -> Sole {
        guard let first = index(of: name, from: 0) else { return .absent }
        return index(of: name, from: first + 1) == nil ? .value(fields[first].value) : .several
    }

    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Replaces every field of that name by one.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        append(name, value)
    }

    package mutating func remove(_ name: String) {
        fields.removeAll { Self.equal($0.name, name) }
    }

    /// Bytes of names and values.
    package var weight: Int {
        fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    }

    /// ASCII letters without case, everything else as it is (RFC 9110 section 5.1).
    package static func equal(_ left: String, _ right: String) -> Bool {
        // Nearly all differ in this already.
        guard left.utf8.count == right.utf8.count else { return false }
        return left.withBytes { left in
            right.withBytes { right in
                sameBytes(left, right) || zip(left, right).allSatisfy { lower($0) == lower($1) }
            }
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
