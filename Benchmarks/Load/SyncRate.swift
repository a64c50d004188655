import ArgumentParser
import Glibc
import Model
import Stubs

/// How many times a second this disk makes a 4 KiB append durable, and how long the middle one takes:
/// what one commit costs at that moment. With pauses it can run beside a measurement without being
/// a load itself.
struct SyncRate: ParsableCommand {
    @Option(help: "A folder on the disk to measure.") var folder: String
    @Option(help: "How long, in seconds.") var seconds = 1
    @Option(help: "Milliseconds between two of them.") var pause = 0

    func run() throws {
        let path = folder + "/sync-rate"
        let file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        guard file >= 0 else { throw ValidationError("cannot write in \(folder)") }
        defer {
            close(file)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x5A, count: 4096)
        let begin = MonotonicTime.nanoseconds
        var now = begin
        var spent: Int64 = 0
        var times = TimeHistogram()
        while now - begin < Int64(seconds) * 1_000_000_000 {
            guard write(file, block, block.count) == block.count else {
                throw ValidationError("the disk refused a write")
            }
            let start = MonotonicTime.nanoseconds
            guard fdatasync(file) == 0 else { throw ValidationError("the disk refused a write") }
            now = MonotonicTime.nanoseconds
            spent += now - start
            times.record(microseconds: (now - start) / 1000)
            if pause > 0 { SystemThread.sleep(Milliseconds(Int64(pause))) }
        }
        print(
            "fdatasync_per_second=\(Int64(times.count) * 1_000_000_000 / max(1, spent)) "
                + "fdatasync_p50_ms=\(times.milliseconds(percentile: 50))")
    }
}
