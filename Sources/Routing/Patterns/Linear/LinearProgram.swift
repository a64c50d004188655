/// A compiled regular expression, and its simulation: all states it can be in are kept at once, so
/// that no text makes it go back.
struct LinearProgram: Sendable {
    /// Takes one scalar of a class: ASCII is looked up in a bitmap.
    struct Step: Sendable {
        private let ascii: (low: UInt64, high: UInt64)
        private let index: Int32

        init(_ set: ScalarClass, index: Int) {
            func bits(_ first: UInt32) -> UInt64 {
                (0..<64).reduce(0) { $0 | (set.contains(first + $1) ? 1 << UInt64($1) : 0) }
            }
            ascii = (bits(0), bits(64))
            self.index = Int32(index)
        }

        func takes(_ scalar: UInt32, _ classes: [ScalarClass]) -> Bool {
            switch scalar {
            case 0..<64: ascii.low >> UInt64(scalar) & 1 == 1
            case 64..<128: ascii.high >> UInt64(scalar - 64) & 1 == 1
            default: classes[Int(index)].contains(scalar)
            }
        }
    }

    enum Instruction: Sendable {
        case one(Step)
        case assertion(LinearAssertion)
        case jump(Int)
        case split(Int, Int)
        case found
    }

    let instructions: [Instruction]
    let classes: [ScalarClass]
    /// Bytes with which a match can begin; nil when it may be empty or begins with an assertion.
    let firstBytes: [Bool]?
    let isAnchored: Bool

    init(_ instructions: [Instruction], _ classes: [ScalarClass]) {
        self.instructions = instructions
        self.classes = classes
        firstBytes = Self.firstBytes(instructions)
        if case .assertion(.start) = instructions[0] {
            isAnchored = true
        } else {
            isAnchored = false
        }
    }

    func search(_ text: UnsafeBufferPointer<UInt8>, stepsMax: Int) -> LinearPattern.Answer {
        let count = instructions.count
        // Two sets of states with their reverse indexes, and the stack of `follow`.
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 6 + 2) { memory in
            memory.initialize(repeating: 0)
            func part(_ from: Int, _ length: Int) -> UnsafeMutableBufferPointer<Int32> {
                UnsafeMutableBufferPointer(rebasing: memory[from..<from + length])
            }
            var search = LinearSearch(
                text: text, program: self, stack: part(count * 4, count * 2 + 2))
            return search.run(
                LinearStates(part(0, count), part(count, count)),
                LinearStates(part(count * 2, count), part(count * 3, count)), stepsMax: stepsMax)
        }
    }

    /// Follows jumps and splits from the start; the first states that take text say what it begins
    /// with.
    private static func firstBytes(_ instructions: [Instruction]) -> [Bool]? {
        var bytes = [Bool](repeating: false, count: 256)
        var seen = [Bool](repeating: false, count: instructions.count)
        var open = [0]
        while let state = open.popLast() {
            guard !seen[state] else { continue }
            seen[state] = true
            switch instructions[state] {
            case .one(let step):
                for byte in 0..<128 where step.takes(UInt32(byte), []) { bytes[byte] = true }
                for byte in 128..<256 { bytes[byte] = true }
            case .jump(let next): open.append(next)
            case .split(let first, let second):
                open.append(first)
                open.append(second)
            case .assertion, .found: return nil
            }
        }
        return bytes
    }
}
