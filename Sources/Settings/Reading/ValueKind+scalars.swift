import Model

extension ValueKind where Value == String {
    /// Text as written; numbers and booleans keep their spelling.
    static let text = parsed("text", unset: "unset") { text throws(ValueProblem) in text }

    static let name = parsed(
        "a name of letters, digits, '-' and '_'", unset: "unset"
    ) { text throws(ValueProblem) in
        guard Names.isValid(text) else { throw ValueProblem() }
        return text
    }

    /// RFC 9110 section 5.6.2.
    static let headerName = parsed("a header name such as X-Event", unset: "x-unset") {
        text throws(ValueProblem) in
        guard Names.isHeader(text) else { throw ValueProblem() }
        return text
    }

    /// A path on this machine.
    static let path = parsed("an absolute path such as /etc/ssl/ca.pem", unset: nil) {
        text throws(ValueProblem) in
        guard text.hasPrefix("/") else { throw ValueProblem() }
        return text
    }
}

extension ValueKind where Value == Bool {
    static let bool = ValueKind("true or false", shape: .bool) { node, reading in
        if let scalar = node.scalar {
            if case .bool(let value) = scalar.value { return value }
            if case .text = scalar.value {
                switch reading.text(scalar, at: node.position) {
                case .unset: return nil
                case .resolved("true"): return true
                case .resolved("false"): return false
                case .resolved, .literal: break
                }
            }
        }
        let isWord = ["yes", "on", "y"].contains(node.scalar?.text.lowercased() ?? "")
        let isNoWord = ["no", "off", "n"].contains(node.scalar?.text.lowercased() ?? "")
        let hint = isWord ? "write true" : isNoWord ? "write false" : nil
        return reading.expected("true or false", node, hint: hint)
    }
}

extension ValueKind where Value == Int {
    /// A whole number of this range.
    static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        let what =
            range.upperBound == .max
            ? "a whole number of at least \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        let shape = ValueShape.number(
            isWhole: true, Double(range.lowerBound)...Double(range.upperBound))
        return parsed(what, unset: nil, isNumber: true, shape: shape) {
            text throws(ValueProblem) in
            guard let value = Int(text), range.contains(value) else { throw ValueProblem() }
            return value
        }
    }

    /// Bytes, with a unit of 1024: `256KiB`, `5MiB`; a bare number counts bytes.
    static func bytes(max: Int) -> ValueKind {
        let what = "a size such as 256KiB or 5MiB, at most \(max >> 20)MiB"
        return parsed(what, unset: nil) { text throws(ValueProblem) in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            let shift: Int
            switch text.dropFirst(digits.count) {
            case "", "B": shift = 0
            case "KiB": shift = 10
            case "MiB": shift = 20
            default: throw ValueProblem()
            }
            guard let count = Int(digits), count >= 1, count <= max >> shift else {
                throw ValueProblem()
            }
            return count << shift
        }
    }
}

extension ValueKind where Value == Double {
    static func fraction(_ range: ClosedRange<Double>) -> ValueKind {
        let what = "a number from \(range.lowerBound) to \(range.upperBound)"
        let shape = ValueShape.number(isWhole: false, range)
        return parsed(what, unset: nil, isNumber: true, shape: shape) {
            text throws(ValueProblem) in
            guard let number = JSONNumber(text), range.contains(number.double) else {
                throw ValueProblem()
            }
            return number.double
        }
    }
}

extension ValueKind where Value == Milliseconds {
    /// More than nothing, and at most a year: longer ones are a slip of the unit.
    static let duration = parsed(
        "a duration such as 30s (ms, s, m, h, d)", unset: nil
    ) { text throws(ValueProblem) in
        guard let duration = Milliseconds(text: text) else {
            let isBare = !text.isEmpty && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
            throw ValueProblem(hint: isBare ? "did you mean '\(text)s'?" : nil)
        }
        guard duration > .zero, duration <= .days(366) else {
            throw ValueProblem(
                "a duration must be more than 0 and at most 366d, got '\(Excerpt.clean(text))'")
        }
        return duration
    }
}

extension ValueKind where Value == CIDR {
    static let cidr = parsed(
        "an address block such as 10.2.0.0/16", unset: nil
    ) { text throws(ValueProblem) in
        if let block = CIDR(text) { return block }
        // `10.2.3.4/16` has bits set that the prefix does not cover.
        let halves = text.split(separator: "/", maxSplits: 1)
        if halves.count == 2, let address = IPAddress(halves[0]), let length = Int(halves[1]),
            (0...address.bitCount).contains(length)
        {
            let block = CIDR(address: address, prefixLength: length).network
            throw ValueProblem(hint: "did you mean '\(block)'?")
        }
        throw ValueProblem()
    }
}

extension CIDR {
    /// The same block with the bits beyond the prefix cleared.
    fileprivate var network: CIDR {
        let address: IPAddress
        switch self.address {
        case .v4(let bits):
            address = .v4(prefixLength == 0 ? 0 : bits & (UInt32.max << UInt32(32 - prefixLength)))
        case .v6(let high, let low):
            let highMask = prefixLength == 0 ? 0 : UInt64.max << UInt64(max(0, 64 - prefixLength))
            let lowMask = prefixLength <= 64 ? 0 : UInt64.max << UInt64(128 - prefixLength)
            address = .v6(high & highMask, low & lowMask)
        }
        return CIDR(address: address, prefixLength: prefixLength)
    }
}

extension ValueKind where Value == Secret {
    /// A credential; written out in the file it is a warning.
    static let secret = ValueKind("a secret such as \"${NAME}\"") { node, reading in
        guard let scalar = node.scalar, scalar.value != .null else {
            return reading.expected("a secret such as \"${NAME}\"", node)
        }
        switch reading.text(scalar, at: node.position) {
        // Only `check` comes here. Should anybody serve with it all the same, nobody can guess it.
        case .unset:
            return Secret((0..<2).map { _ in String(UInt64.random(in: 1...(.max))) }.joined())
        case .resolved(let text): return Secret(text)
        case .literal(let text):
            guard let secret = Secret(text) else {
                reading.error(
                    .invalidValue, at: node.position, "a secret cannot be empty",
                    hint: "write \"${NAME}\" and set NAME where signalbox runs")
                return nil
            }
            reading.warnOfSecret(text, at: node.position)
            return secret
        }
    }
}

extension Reading {
    /// A secret that is written out in the file.
    func warnOfSecret(_ text: String, at position: Position) {
        keepQuiet(text)
        warning(
            .secretInClearText, at: position, "a secret in clear text",
            hint: "write \"${NAME}\" and set NAME where signalbox runs")
    }
}

extension ValueKind where Value == ValuePlace {
    static let place = parsed(
        "a JSON Pointer such as /data/id, or header:X-Name, or query:name",
        unset: nil
    ) { text throws(ValueProblem) in
        guard let place = ValuePlace(text) else { throw ValueProblem() }
        if case .header(let name) = place, !Names.isHeader(name) { throw ValueProblem() }
        return place
    }
}

extension ValueKind where Value == Milestone {
    static let milestone = choice(
        "a milestone", Milestone.allCases.map { ($0.rawValue, $0) })
}

/// What names may look like.
enum Names {
    static let bytesMax = 64

    /// Names of sources and targets stand in URLs, file names and metrics.
    static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= bytesMax else { return false }
        func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: false
            }
        }
        return isWord(first)
            && text.utf8.allSatisfy {
                isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    /// RFC 9110 section 5.6.2: a token.
    static func isHeader(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
