import Model

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

    package var isSampled: Bool { flags & 1 == 1 }

    /// A new trace with random ids.
    package static func make(
        sampled: Bool = false, using generator: inout some RandomNumberGenerator
    ) -> TraceContext {
        TraceContext(
            traceHigh: generator.next(), traceLow: nonZero(&generator), parent: nonZero(&generator),
            flags: sampled ? 3 : 2)
    }

    package static func make(sampled: Bool = false) -> TraceContext {
        var generator = SystemRandomNumberGenerator()
        return make(sampled: sampled, using: &generator)
    }

    /// The same trace with a new parent: one for each attempt of a delivery.
    package func child(using generator: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(
            traceHigh: traceHigh, traceLow: traceLow, parent: Self.nonZero(&generator),
            flags: flags)
    }

    package func child() -> TraceContext {
        var generator = SystemRandomNumberGenerator()
        return child(using: &generator)
    }

    private init(traceHigh: UInt64, traceLow: UInt64, parent: UInt64, flags: UInt8) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.parent = parent
        self.flags = flags
    }

    /// Reads a header's value. Lowercase digits only, ids not zero, version not `ff`; version `00`
    /// is exactly 55 characters, a higher one may go on after another dash and is read as if it
    /// were `00` (section 4.3). Anything else is nil: a new trace begins and `tracestate` is
    /// dropped.
    package init?(traceparent text: String) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = Self.number(bytes[0..<2]), version != 0xFF,
            bytes.count == 55 || (version > 0 && bytes[55] == dash),
            let high = Self.number(bytes[3..<19]), let low = Self.number(bytes[19..<35]),
            high | low != 0, let parent = Self.number(bytes[36..<52]), parent != 0,
            let flags = Self.number(bytes[53..<55])
        else { return nil }
        self.init(
            traceHigh: high, traceLow: low, parent: parent,
            flags: UInt8(truncatingIfNeeded: flags) & 3)
    }

    /// The header's value, always of version `00`.
    package var description: String {
        "00-\(Self.digits(traceHigh))\(Self.digits(traceLow))-\(Self.digits(parent))-0\(flags)"
    }

    /// 32 digits: how logs name the trace.
    package var traceID: String { Self.digits(traceHigh) + Self.digits(traceLow) }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            guard let digit = Hex.value(ofLowercase: digit) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    private static func digits(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private static func nonZero(_ generator: inout some RandomNumberGenerator) -> UInt64 {
        var value: UInt64 = 0
        repeat { value = generator.next() } while value == 0
        return value
    }
}
