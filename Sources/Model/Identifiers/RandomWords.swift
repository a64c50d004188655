import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's random numbers, fetched many at a time: a system call for each identifier would
/// cost more than all else about it. No word is given twice. Any thread.
///
/// Source: getentropy(3), which gives at most 256 bytes a call.
enum RandomWords {
    private static let wordsMax = 32
    private static let fetched = Mutex<[UInt64]>([])

    static func pair() -> (UInt64, UInt64) {
        fetched.withLock { words in
            if words.count < 2 { refill(&words) }
            return (words.removeLast(), words.removeLast())
        }
    }

    private static func refill(_ words: inout [UInt64]) {
        words = Array(repeating: 0, count: wordsMax)
        let code = words.withUnsafeMutableBytes { bytes -> CInt in
            guard let start = bytes.baseAddress else { return -1 }
            return getentropy(start, bytes.count)
        }
        guard code != 0 else { return }
        // Not on any system we know; the standard library has its own ways.
        var generator = SystemRandomNumberGenerator()
        for index in words.indices { words[index] = generator.next() }
    }
}
