/// Reads a regular expression. Its recursion is bounded by `depthMax`.
struct LinearParser {
    static let depthMax = 50
    static let repeatMax = 1000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var ignoresCase = false

    init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    mutating func parse() throws(PatternError) -> LinearNode {
        let node = try choice(depth: 0)
        guard position == scalars.count else { throw expected("no \")\" without \"(\"") }
        return node
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private func startsWith(_ text: String) -> Bool {
        scalars[position...].starts(with: text.unicodeScalars)
    }

    /// Errors speak of bytes, as people's editors and the other errors do.
    private var offset: Int { scalars[..<position].reduce(0) { $0 + UTF8.width($1) } }

    private func expected(_ what: String) -> PatternError {
        .malformed(offset: offset, expected: what)
    }

    private mutating func choice(depth: Int) throws(PatternError) -> LinearNode {
        guard depth <= Self.depthMax else {
            throw expected("no more than \(Self.depthMax) groups in each other")
        }
        var branches = [try sequence(depth: depth)]
        while take("|") { branches.append(try sequence(depth: depth)) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence(depth: Int) throws(PatternError) -> LinearNode {
        var items: [LinearNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            items.append(try repetition(depth: depth))
        }
        return items.count == 1 ? items[0] : items.isEmpty ? .nothing : .sequence(items)
    }

    private mutating func repetition(depth: Int) throws(PatternError) -> LinearNode {
        let item = try atom(depth: depth)
        guard let (min, max) = try quantifier() else { return item }
        if case .assertion = item { throw expected("something that takes text to repeat") }
        _ = take("?")
        if let again = next, "*+?{".unicodeScalars.contains(again) {
            throw expected("one repetition; put the inner one in a group")
        }
        return .repeated(item, min: min, max: max)
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        let least = try number()
        var most: Int? = least
        if take(",") { most = next == "}" ? nil : try number() }
        guard take("}") else { throw expected("\"}\"") }
        if let most, most < least { throw expected("a range that does not go down") }
        return (least, most)
    }

    private mutating func number() throws(PatternError) -> Int {
        var value = 0
        let start = position
        while let digit = next, ("0"..."9").contains(digit) {
            value = value * 10 + Int(digit.value - 0x30)
            guard value <= Self.repeatMax else {
                throw expected("a number up to \(Self.repeatMax)")
            }
            position += 1
        }
        guard position > start else { throw expected("a number; a literal \"{\" is \"\\{\"") }
        return value
    }

    private mutating func atom(depth: Int) throws(PatternError) -> LinearNode {
        guard let scalar = next else { return .nothing }
        switch scalar {
        case "(": return try group(depth: depth)
        case "[":
            position += 1
            return one(try bracket())
        case ".":
            position += 1
            return .one(.notLineFeed)
        case "^":
            position += 1
            return .assertion(.start)
        case "$":
            position += 1
            return .assertion(.end)
        case "\\": return try escaped()
        case "*", "+", "?": throw expected("something to repeat")
        case "{": throw expected("something to repeat; a literal \"{\" is \"\\{\"")
        default:
            position += 1
            return one(ScalarClass(scalar))
        }
    }

    private func one(_ set: ScalarClass) -> LinearNode {
        var set = set
        set.ignoresCase = ignoresCase
        return .one(set)
    }

    /// `(…)`, `(?:…)`, `(?i:…)`, or `(?i)` for the rest of the group around it.
    private mutating func group(depth: Int) throws(PatternError) -> LinearNode {
        let outer = ignoresCase
        if startsWith("(?i)") {
            position += 4
            ignoresCase = true
            return .nothing
        }
        if startsWith("(?i:") {
            position += 4
            ignoresCase = true
        } else if startsWith("(?:") {
            position += 3
        } else if startsWith("(?") {
            throw .unsupported(offset: offset, what: "\"(?\" other than (?: and (?i")
        } else {
            position += 1
        }
        let inner = try choice(depth: depth + 1)
        guard take(")") else { throw expected("\")\"") }
        ignoresCase = outer
        return inner
    }

    private mutating func escaped() throws(PatternError) -> LinearNode {
        guard position + 1 < scalars.count else { throw .badEscape(offset: offset) }
        switch scalars[position + 1] {
        case "b":
            position += 2
            return .assertion(.wordBoundary)
        case "B":
            position += 2
            return .assertion(.noWordBoundary)
        case "1"..."9", "k", "g":
            throw .unsupported(offset: offset, what: "a backreference")
        case let letter:
            if let set = ScalarClass.named(letter) {
                position += 2
                return one(set)
            }
            return one(ScalarClass(try escapedScalar()))
        }
    }

    /// A single scalar behind a backslash.
    private mutating func escapedScalar() throws(PatternError) -> Unicode.Scalar {
        let start = offset
        position += 1
        guard let letter = next else { throw .badEscape(offset: start) }
        position += 1
        switch letter {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        case "p", "P": throw .unsupported(offset: start, what: "a Unicode property")
        default:
            let isWord = letter.isASCII && ScalarClass.word.contains(letter.value) && letter != "_"
            guard letter.isASCII, !isWord else { throw .badEscape(offset: start) }
            return letter
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = next, digit.isASCII,
                let number = UInt32(String(digit), radix: 16)
            else { throw expected("\(count) hexadecimal digits") }
            value = value << 4 | number
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw expected("a Unicode scalar") }
        return scalar
    }

    /// What follows `[`.
    private mutating func bracket() throws(PatternError) -> ScalarClass {
        var set = ScalarClass()
        let isNegated = take("^")
        var isFirst = true
        while true {
            guard let scalar = next else { throw expected("\"]\"") }
            if scalar == "]", !isFirst {
                position += 1
                break
            }
            if startsWith("[:") || startsWith("[=") || startsWith("[.") {
                throw .unsupported(offset: offset, what: "a named class")
            }
            isFirst = false
            if scalar == "\\", position + 1 < scalars.count,
                let named = ScalarClass.named(scalars[position + 1])
            {
                position += 2
                set.insert(named)
                continue
            }
            try range(into: &set)
        }
        set.isNegated = isNegated
        return set
    }

    /// One scalar, or `a-z`; a `-` at the end stands for itself.
    private mutating func range(into set: inout ScalarClass) throws(PatternError) {
        let low = try bracketScalar()
        guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
            set.insert(low.value...low.value)
            return
        }
        position += 1
        let high = try bracketScalar()
        guard low.value <= high.value else { throw expected("a range that does not go down") }
        set.insert(low.value...high.value)
    }

    private mutating func bracketScalar() throws(PatternError) -> Unicode.Scalar {
        guard let scalar = next else { throw expected("\"]\"") }
        if scalar == "\\" {
            if position + 1 < scalars.count, scalars[position + 1] == "b" {
                throw .badEscape(offset: offset)
            }
            return try escapedScalar()
        }
        position += 1
        return scalar
    }
}
