/// One search through one text.
struct LinearSearch {
    let text: UnsafeBufferPointer<UInt8>
    let program: LinearProgram
    let stack: UnsafeMutableBufferPointer<Int32>
    private var steps = 0

    init(
        text: UnsafeBufferPointer<UInt8>, program: LinearProgram,
        stack: UnsafeMutableBufferPointer<Int32>
    ) {
        self.text = text
        self.program = program
        self.stack = stack
    }

    mutating func run(
        _ first: LinearStates, _ second: LinearStates, stepsMax: Int
    ) -> LinearPattern.Answer {
        var (current, following) = (first, second)
        var position = 0
        while true {
            if current.count == 0 {
                if program.isAnchored, position > 0 { return .absent }
                position = nextStart(position)
            }
            if !program.isAnchored || position == 0, follow(0, at: position, into: &current) {
                return .found
            }
            guard position < text.count else { return .absent }
            let (scalar, next) = Self.scalar(text, position)
            following.clear()
            for index in 0..<current.count {
                let state = current[index]
                if case .one(let step) = program.instructions[state],
                    step.takes(scalar, program.classes),
                    follow(state + 1, at: next, into: &following)
                {
                    return .found
                }
            }
            steps += current.count + 1
            guard steps <= stepsMax else { return .gaveUp }
            swap(&current, &following)
            position = next
        }
    }

    /// The next place where a match can begin.
    private func nextStart(_ position: Int) -> Int {
        guard let firstBytes = program.firstBytes else { return position }
        var position = position
        while position < text.count, !firstBytes[Int(text[position])] { position += 1 }
        return position
    }

    /// Adds a state and all that it leads to without taking text; true when that is the end.
    private mutating func follow(
        _ start: Int, at position: Int, into states: inout LinearStates
    ) -> Bool {
        var depth = 1
        stack[0] = Int32(start)
        while depth > 0 {
            depth -= 1
            let state = Int(stack[depth])
            guard states.insert(state) else { continue }
            steps += 1
            switch program.instructions[state] {
            case .one: break
            case .jump(let next):
                stack[depth] = Int32(next)
                depth += 1
            case .split(let first, let second):
                stack[depth] = Int32(second)
                stack[depth + 1] = Int32(first)
                depth += 2
            case .assertion(let assertion):
                guard holds(assertion, at: position) else { continue }
                stack[depth] = Int32(state + 1)
                depth += 1
            case .found: return true
            }
        }
        return false
    }

    private func holds(_ assertion: LinearAssertion, at position: Int) -> Bool {
        switch assertion {
        case .start: position == 0
        case .end: position == text.count
        case .wordBoundary: isWord(position - 1) != isWord(position)
        case .noWordBoundary: isWord(position - 1) == isWord(position)
        }
    }

    private func isWord(_ position: Int) -> Bool {
        guard position >= 0, position < text.count else { return false }
        return ScalarClass.word.contains(UInt32(text[position]))
    }

    /// The scalar at a position and where the next one begins. The text has been checked to be
    /// UTF-8; anything else is taken byte by byte.
    private static func scalar(
        _ text: UnsafeBufferPointer<UInt8>, _ position: Int
    ) -> (UInt32, Int) {
        let lead = UInt32(text[position])
        let length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard length > 1, position + length <= text.count else { return (lead, position + 1) }
        var value = lead & (0x7F >> UInt32(length))
        for next in position + 1..<position + length {
            value = value << 6 | UInt32(text[next] & 0x3F)
        }
        return (value, position + length)
    }
}
