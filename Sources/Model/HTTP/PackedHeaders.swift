/// HTTP header fields in one piece of memory, in order: what is made for each attempt and read of
/// each answer. A `HeaderList` of the same fields is some thirty objects.
///
/// Nothing is checked here: names and values are any bytes, and stay apart whatever they hold.
package struct PackedHeaders: Equatable, Sendable {
    /// For each field the length of its name, the length of its value (four bytes each, the
    /// lowest first), the name, the value.
    private var bytes: [UInt8] = []
    package private(set) var count = 0

    private static let prefixBytes = 8

    package init() {}

    package init(_ list: HeaderList) {
        reserve(bytes: list.weight, fields: list.fields.count)
        for field in list.fields { append(field.name, field.value) }
    }

    /// Room for so many more bytes of names and values.
    package mutating func reserve(bytes more: Int, fields: Int) {
        bytes.reserveCapacity(bytes.count + more + fields * Self.prefixBytes)
    }

    /// Bytes of names and values.
    package var weight: Int { bytes.count - count * Self.prefixBytes }

    package mutating func append(_ name: String, _ value: String) {
        append(name) { $0.append(text: value) }
    }

    /// Appends a field; `write` appends its value to the bytes it is given, and does nothing else
    /// to them.
    package mutating func append(_ name: String, _ write: (inout [UInt8]) -> Void) {
        let start = begin()
        bytes.append(text: name)
        let middle = bytes.count
        write(&bytes)
        finish(start, middle)
    }

    package mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        let start = begin()
        bytes.append(contentsOf: name)
        let middle = bytes.count
        bytes.append(contentsOf: value)
        finish(start, middle)
    }

    package mutating func append(contentsOf other: PackedHeaders) {
        bytes.append(contentsOf: other.bytes)
        count += other.count
    }

    private mutating func begin() -> Int {
        let start = bytes.count
        bytes.append(contentsOf: [0, 0, 0, 0, 0, 0, 0, 0])
        return start
    }

    private mutating func finish(_ start: Int, _ middle: Int) {
        let lengths = (
            UInt32(middle - start - Self.prefixBytes), UInt32(bytes.count - middle)
        )
        bytes.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: lengths.0.littleEndian, toByteOffset: start, as: UInt32.self)
            bytes.storeBytes(of: lengths.1.littleEndian, toByteOffset: start + 4, as: UInt32.self)
        }
        count += 1
    }

    /// Calls `body` with the name and value of each field, in order, until it says false.
    package func forEach(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool) {
        bytes.withUnsafeBytes { all in
            var start = 0
            while start < all.count {
                func length(_ offset: Int) -> Int {
                    let number = all.loadUnaligned(
                        fromByteOffset: start + offset, as: UInt32.self)
                    return Int(UInt32(littleEndian: number))
                }
                let name = start + Self.prefixBytes
                let value = name + length(0)
                let end = value + length(4)
                let goesOn = body(
                    UnsafeRawBufferPointer(rebasing: all[name..<value]),
                    UnsafeRawBufferPointer(rebasing: all[value..<end]))
                guard goesOn else { return }
                start = end
            }
        }
    }

    /// The fields as text; bytes that are not UTF-8 are replaced.
    package var list: HeaderList {
        var fields: [HeaderList.Field] = []
        fields.reserveCapacity(count)
        forEach { name, value in
            fields.append(
                .init(
                    name: String(decoding: name, as: UTF8.self),
                    value: String(decoding: value, as: UTF8.self)))
            return true
        }
        return HeaderList(fields)
    }
}

extension [UInt8] {
    /// The text's UTF-8.
    package mutating func append(text: String) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
            append(contentsOf: $0)
        }
        if isDone == nil { append(contentsOf: text.utf8) }
    }

    /// Sixteen lowercase hexadecimal digits.
    package mutating func append(hex value: UInt64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { digits in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> (60 - 4 * UInt64(index))) & 15
                digits.initializeElement(at: index, to: Hex.digit(digit))
            }
            append(contentsOf: digits)
        }
    }
}
