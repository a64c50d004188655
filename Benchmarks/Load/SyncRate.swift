import ArgumentParser
import Glibc

/// How many times a second this disk makes a 4 KiB append durable: what one commit costs at that moment.
struct SyncRate: ParsableCommand {
    @Option(help: "A folder on the disk to measure.") var folder: String
    @Option(help: "How long, in seconds.") var seconds = 1

    func run() throws {
        let path = folder + "/sync-rate"
        let file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        guard file >= 0 else { throw ValidationError("cannot write in \(folder)") }
        defer {
            close(file)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x5A, count: 4096)
        let clock = ContinuousClock()
        let begin = clock.now
        var count = 0
        while clock.now - begin < .seconds(seconds) {
            guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else {
                throw ValidationError("the disk refused a write")
            }
            count += 1
        }
        let elapsed = Double((clock.now - begin) / .milliseconds(1)) / 1000
        print("fdatasync_per_second=\(Int(Double(count) / elapsed))")
    }
}
