/// Turns a parsed expression into a program, and refuses one that grows too large.
struct LinearCompiler {
    private let statesMax: Int
    private var program: [LinearProgram.Instruction] = []
    private var classes: [ScalarClass] = []
    /// Nodes visited: repetitions of nothing emit no states, but take time.
    private var visits = 0

    init(statesMax: Int) { self.statesMax = statesMax }

    mutating func compile(_ tree: LinearNode) throws(PatternError) -> LinearProgram {
        try emit(tree)
        try append(.found)
        return LinearProgram(program, classes)
    }

    private mutating func append(_ instruction: LinearProgram.Instruction) throws(PatternError) {
        guard program.count < statesMax else { throw .tooLarge(statesMax: statesMax) }
        program.append(instruction)
    }

    private mutating func emit(_ node: LinearNode) throws(PatternError) {
        visits += 1
        guard visits <= statesMax * 4 else { throw .tooLarge(statesMax: statesMax) }
        switch node {
        case .nothing: break
        case .one(let set):
            try append(.one(LinearProgram.Step(set, index: classes.count)))
            classes.append(set)
        case .assertion(let assertion): try append(.assertion(assertion))
        case .sequence(let items):
            for item in items { try emit(item) }
        case .choice(let branches): try emit(branches)
        case .repeated(let item, let min, let max): try emit(item, min, max)
        }
    }

    private mutating func emit(_ branches: [LinearNode]) throws(PatternError) {
        var jumps: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try emit(branch)
                break
            }
            let split = program.count
            try append(.split(split + 1, split + 1))
            try emit(branch)
            jumps.append(program.count)
            try append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for jump in jumps { program[jump] = .jump(program.count) }
    }

    private mutating func emit(
        _ item: LinearNode, _ min: Int, _ max: Int?
    ) throws(PatternError) {
        for _ in 0..<min { try emit(item) }
        guard let max else {
            let split = program.count
            try append(.split(split + 1, split + 1))
            try emit(item)
            try append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in min..<Swift.max(min, max) {
            splits.append(program.count)
            try append(.split(program.count + 1, program.count + 1))
            try emit(item)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
