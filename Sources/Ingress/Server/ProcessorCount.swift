import Model
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many processors this process has, by which the numbers of its threads are chosen.
package enum ProcessorCount {
    /// Those of the machine or of the container's group (`cpu.max`), but no more than the process
    /// may run on (`taskset`, `CPUAffinity=` of systemd); at least 1. Asked once.
    package static let available = max(
        1, min(System.coreCount, allowed(inStatus: status()) ?? System.coreCount))

    /// The processors in the line `Cpus_allowed:` of a process's status, a mask in hexadecimal
    /// digits and commas; nil when there is none. Source: proc(5), /proc/pid/status.
    static func allowed(inStatus status: String) -> Int? {
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
