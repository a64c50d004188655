/// A set of Unicode scalars: what one step of a `LinearPattern` takes.
struct ScalarClass: Sendable, Equatable {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false
    /// Letters match in either case.
    var ignoresCase = false

    init(_ ranges: [ClosedRange<UInt32>] = [], isNegated: Bool = false) {
        self.ranges = ranges
        self.isNegated = isNegated
    }

    init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

    static let maximum: UInt32 = 0x10FFFF
    static let digit = ScalarClass([0x30...0x39])
    static let word = ScalarClass([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ScalarClass([0x09...0x0D, 0x20...0x20])
    /// `.`
    static let notLineFeed = ScalarClass([0x0A...0x0A], isNegated: true)

    /// `d`, `w`, `s`, or their negations in upper case.
    static func named(_ letter: Unicode.Scalar) -> ScalarClass? {
        switch letter {
        case "d": digit
        case "w": word
        case "s": space
        case "D": digit.negated
        case "W": word.negated
        case "S": space.negated
        default: nil
        }
    }

    private var negated: ScalarClass {
        var copy = self
        copy.isNegated.toggle()
        return copy
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    /// Everything in `other`, which may be negated.
    mutating func insert(_ other: ScalarClass) {
        guard other.isNegated else {
            ranges += other.ranges
            return
        }
        var next: UInt32 = 0
        for range in other.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { ranges.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= Self.maximum { ranges.append(next...Self.maximum) }
    }

    func contains(_ scalar: UInt32) -> Bool {
        if !ignoresCase { return holds(scalar) != isNegated }
        let (lower, upper) = Self.cases(scalar)
        return (holds(scalar) || holds(lower) || holds(upper)) != isNegated
    }

    private func holds(_ scalar: UInt32) -> Bool {
        for range in ranges where range.contains(scalar) { return true }
        return false
    }

    /// The other spellings of a letter that are single scalars.
    private static func cases(_ scalar: UInt32) -> (lower: UInt32, upper: UInt32) {
        switch scalar {
        case 0x41...0x5A: (scalar | 0x20, scalar)
        case 0x61...0x7A: (scalar, scalar & ~0x20)
        case 0..<0x80: (scalar, scalar)
        default: unicodeCases(scalar)
        }
    }

    private static func unicodeCases(_ value: UInt32) -> (lower: UInt32, upper: UInt32) {
        guard let scalar = Unicode.Scalar(value) else { return (value, value) }
        func single(_ text: String) -> UInt32 {
            let scalars = text.unicodeScalars
            return scalars.count == 1 ? scalars[scalars.startIndex].value : value
        }
        return (
            single(scalar.properties.lowercaseMapping), single(scalar.properties.uppercaseMapping)
        )
    }
}
