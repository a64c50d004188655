package import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes whole lines from any thread and writes them to a file descriptor.
///
/// No caller waits for a reader that takes nothing: a line that cannot be written now stays, up to
/// `Limits.logPendingBytesMax`, and goes out with the next one or with `flush`; what comes beyond
/// is dropped and counted, and the count is written as a line of its own when there is room again.
/// The lock is never held while writing. Lines keep their order and are never mixed with each
/// other.
package final class LogOutput: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// A caller is writing: others only append.
        var isWriting = false
        var dropped = 0
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    /// The line that says how many were dropped.
    private let droppedLine: @Sendable (Int) -> [UInt8]

    /// `descriptor` stays the caller's. `droppedLine` makes the line, with its newline.
    package init(
        descriptor: Int32, droppedLine: @escaping @Sendable (Int) -> [UInt8] = LogOutput.plain
    ) {
        self.descriptor = descriptor
        self.droppedLine = droppedLine
    }

    /// Writes a line, which ends with a newline, or keeps it for later. Never blocks.
    package func write(line: [UInt8]) {
        let mine = state.withLock { state in
            if state.pending.count + line.count > Limits.logPendingBytesMax {
                state.dropped += 1
            } else {
                state.pending.append(contentsOf: line)
            }
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mine { drain(waiting: 0) }
    }

    /// Writes what is pending, waiting at most this long for each piece; for the end of the
    /// process.
    package func flush(waiting: Milliseconds = .seconds(1)) {
        let mine = state.withLock { state in
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mine { drain(waiting: Int32(clamping: waiting.count)) }
    }

    /// The caller has set `isWriting`, and this clears it.
    private func drain(waiting: Int32) {
        while true {
            let bytes: [UInt8]? = state.withLock { state in
                if state.pending.isEmpty, state.dropped > 0 {
                    state.pending = droppedLine(state.dropped)
                    state.dropped = 0
                }
                guard !state.pending.isEmpty else {
                    state.isWriting = false
                    return nil
                }
                return exchange(&state.pending, with: [])
            }
            guard let bytes else { return }
            let rest = put(bytes, waiting: waiting)
            guard rest.isEmpty else {
                state.withLock { state in
                    state.pending.insert(contentsOf: rest, at: 0)
                    state.isWriting = false
                }
                return
            }
        }
    }

    /// Writes as much as the reader takes; answers with what is left. A descriptor that fails for
    /// good takes everything, so that nothing piles up.
    private func put(_ bytes: [UInt8], waiting: Int32) -> ArraySlice<UInt8> {
        var rest = bytes[...]
        while !rest.isEmpty {
            // poll's "writable" means that one piece of PIPE_BUF bytes goes in without blocking.
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, waiting) > 0 else { return rest }
            let piece = rest.prefix(Self.piece(rest))
            let written = piece.withUnsafeBytes { buffer in
                systemWrite(descriptor, buffer.baseAddress, buffer.count)
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                return rest
            } else if errno != EINTR {
                return []
            }
        }
        return rest
    }

    /// Whole lines, as many as fit into one write that is not torn.
    private static func piece(_ bytes: ArraySlice<UInt8>) -> Int {
        let head = bytes.prefix(Limits.logLineBytesMax)
        guard head.count < bytes.count, let end = head.lastIndex(of: 0x0A) else {
            return head.count
        }
        return end - head.startIndex + 1
    }

    package static func plain(_ dropped: Int) -> [UInt8] {
        Array("\(dropped) log lines were dropped: the reader of this log was too slow\n".utf8)
    }

    /// Whether a person reads it directly.
    package var isTerminal: Bool { Self.isTerminal(descriptor) }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}

private func exchange<Value>(_ place: inout Value, with value: Value) -> Value {
    defer { place = value }
    return place
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
