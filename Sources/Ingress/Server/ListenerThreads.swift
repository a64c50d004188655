import Model
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The threads that carry bytes between connections and the pipeline. All listeners of a process
/// share them.
package enum ListenerThreads {
    /// Makes them as many as the processors that this process may run on. NIO would count those of
    /// the machine (or of the container's group): four threads on two processors take turns, which
    /// costs more than it brings.
    ///
    /// Of use only before anything else in the process has opened a connection. The variable by
    /// which NIO is told a number keeps its say.
    package static func fit() { _ = fitted }

    private static let fitted: Void = {
        guard getenv("NIO_SINGLETON_GROUP_LOOP_COUNT") == nil else { return }
        let allowed = allowedProcessors(inStatus: status()) ?? System.coreCount
        NIOSingletons.groupLoopCountSuggestion = max(1, min(System.coreCount, allowed))
    }()

    /// The processors in the line `Cpus_allowed:` of a process's status, a mask in hexadecimal
    /// digits and commas; nil when there is none. Source: proc(5), /proc/pid/status.
    static func allowedProcessors(inStatus status: String) -> Int? {
        let label = "Cpus_allowed:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(label) }) else {
            return nil
        }
        var count = 0
        for digit in line.utf8.dropFirst(label.utf8.count) {
            count += Hex.value(of: digit)?.nonzeroBitCount ?? 0
        }
        return count > 0 ? count : nil
    }

    private static func status() -> String {
        let file = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let length = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, length)), as: UTF8.self)
    }
}
