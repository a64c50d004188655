/// A position in a distributed trace, as `traceparent` carries it.
/// Source: W3C Trace Context, section 3.2 (https://www.w3.org/TR/trace-context/).
package struct TraceContext: Equatable, Sendable, CustomStringConvertible {
    /// 128 bits, never all zero.
    package let traceHigh: UInt64
    package let traceLow: UInt64
    /// The span that caused what follows; never zero.
    package let parent: UInt64
    /// Bit 0: sampled; bit 1: the trace id is random. Others are not passed on.
    package let flags: UInt8

    /// A zero, which would name nothing, becomes a one.
    package init(traceHigh: UInt64, traceLow: UInt64, parent: UInt64, flags: UInt8 = 0) {
        self.traceHigh = traceHigh
        self.traceLow = traceHigh | traceLow == 0 ? 1 : traceLow
        self.parent = parent == 0 ? 1 : parent
        self.flags = flags & 3
    }

    /// The same trace with a new parent: one for each attempt of a delivery.
    package func child(parent: UInt64) -> TraceContext {
        TraceContext(traceHigh: traceHigh, traceLow: traceLow, parent: parent, flags: flags)
    }

    /// The sender's, from its only `traceparent` header. Several of them, or one that is not
    /// valid, are none.
    package static func read(_ headers: HeaderList) -> TraceContext? {
        guard case .value(let text) = headers.sole("traceparent") else { return nil }
        return TraceContext(traceparent: text)
    }

    /// Reads a header's value. Lowercase digits only, ids not zero, version not `ff`; version `00`
    /// is exactly 55 characters, a higher one may go on after another dash and is read as if it
    /// were `00` (section 4.3). Anything else is nil: a new trace begins and `tracestate` is
    /// dropped.
    package init?(traceparent text: String) {
        var text = text
        let read = text.withUTF8 { bytes -> TraceContext? in
            let dash = UInt8(ascii: "-")
            guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
                let version = Self.number(bytes[0..<2]), version != 0xFF,
                bytes.count == 55 || (version > 0 && bytes[55] == dash),
                let high = Self.number(bytes[3..<19]), let low = Self.number(bytes[19..<35]),
                high | low != 0, let parent = Self.number(bytes[36..<52]), parent != 0,
                let flags = Self.number(bytes[53..<55])
            else { return nil }
            return TraceContext(
                traceHigh: high, traceLow: low, parent: parent,
                flags: UInt8(truncatingIfNeeded: flags))
        }
        guard let read else { return nil }
        self = read
    }

    /// The header's value, always of version `00`.
    package var description: String {
        String(unsafeUninitializedCapacity: 55) { buffer in
            buffer.initialize(repeating: UInt8(ascii: "-"))
            Self.write(0, digits: 2, to: buffer, at: 0)
            Self.write(traceHigh, digits: 16, to: buffer, at: 3)
            Self.write(traceLow, digits: 16, to: buffer, at: 19)
            Self.write(parent, digits: 16, to: buffer, at: 36)
            Self.write(UInt64(flags), digits: 2, to: buffer, at: 53)
            return 55
        }
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            guard let digit = Hex.value(ofLowercase: digit) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    private static func write(
        _ value: UInt64, digits: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int
    ) {
        for index in 0..<digits {
            let shift = UInt64(4 * (digits - 1 - index))
            buffer[start + index] = Hex.digit(UInt8(truncatingIfNeeded: value >> shift) & 15)
        }
    }
}
