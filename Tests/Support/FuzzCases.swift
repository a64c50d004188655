import Foundation
package import Model

/// How much a fuzz test does, and what it does to its inputs.
package enum Fuzz {
    /// `FUZZ_CASES`, or as many as a build can wait for. They are counted in the file that
    /// `FUZZ_TALLY` names, if it does.
    package static func cases(_ usual: Int) -> Int {
        let variables = ProcessInfo.processInfo.environment
        let count = variables["FUZZ_CASES"].flatMap { Int($0) } ?? usual
        if let path = variables["FUZZ_TALLY"], let tally = fopen(path, "a") {
            fputs("\(count)\n", tally)
            fclose(tally)
        }
        return count
    }

    /// Bytes with a meaning somewhere in a request.
    private static let special = Array(
        "{}[]\":,\\/&=%+;-_.~ \t\r\n\u{0}\u{7F}0123456789eEtrufalsnv1=sha256=".utf8)

    /// Some bytes more, fewer or others; may leave them as they were.
    package static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let at = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 0...9, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.removeSubrange(at..<end)
            case 1: bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 2 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: bytes.insert(special.randomElement(using: &random) ?? 0, at: at)
            case 4: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
            default: bytes.removeLast(bytes.count - at)
            }
        }
    }

    package static func damage(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        damage(&bytes, &random)
        return String(decoding: bytes, as: UTF8.self)
    }
}
