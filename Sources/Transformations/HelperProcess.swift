import CProcess
import Glibc
import Model

/// One run of a program in a process of its own, which may do next to nothing: an empty
/// environment, an empty folder, no file, `Limits.transformation…`.
///
/// Blocks until the process has ended, which is after `Limits.transformationTime` at the latest.
struct HelperProcess {
    /// How it ended, and what it wrote until then.
    struct Outcome {
        enum Ending: Equatable {
            case exited(Int32)
            case killed(signal: Int32)
            /// It was ended for the time that it took.
            case tooLong
            /// It was ended for what it wrote.
            case tooMuch
            /// It was ended because nobody wants it any more.
            case stopped
        }

        var ending: Ending
        var output: [UInt8]
        /// The beginning of what it wrote to its standard error.
        var complaint: [UInt8]
    }

    /// No process was started, or nobody can say how it ended.
    struct Unavailable: Error {
        let number: Int32

        var reason: String { String(cString: strerror(number)) }
    }

    private static let complaintBytesMax = 4 << 10
    /// How often it looks whether it is to stop.
    private static let stopLookEvery = Milliseconds(50)

    private let child: cprocess_child
    private let deadline: Timestamp
    private let stop: StopSign?
    private var input: ArraySlice<UInt8>
    private var output: [UInt8] = []
    private var complaint: [UInt8] = []
    private var openEnds: Set<Int32>

    /// Runs the file `path` with these arguments, `input` as its standard input. It is ended soon
    /// after `stop` is set.
    static func run(
        _ path: String, _ arguments: [String], input: [UInt8], until stop: StopSign? = nil
    ) throws(Unavailable) -> Outcome {
        var process = try HelperProcess(path, arguments, input: input, until: stop)
        return try process.outcome()
    }

    private init(
        _ path: String, _ arguments: [String], input: [UInt8], until stop: StopSign?
    ) throws(Unavailable) {
        var child = cprocess_child()
        var limits = cprocess_limits(
            cpu_seconds: Limits.transformationCPU.count / 1000,
            memory_bytes: Int64(Limits.transformationMemoryBytesMax),
            descriptors: Int64(Limits.transformationDescriptorsMax))
        let words = ([path] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        let number =
            words.contains(nil)
            ? ENOMEM : cprocess_start(path, words + [nil], EmptyFolder.descriptor, &limits, &child)
        guard number == 0 else { throw Unavailable(number: number) }
        self.child = child
        self.input = input[...]
        self.stop = stop
        openEnds = [child.input, child.output, child.errors]
        deadline = Self.now + Limits.transformationTime
    }

    /// Feeds it, reads what it writes, and sees it end.
    private mutating func outcome() throws(Unavailable) -> Outcome {
        var forced: Outcome.Ending?
        while forced == nil, openEnds.contains(child.output) || openEnds.contains(child.errors) {
            forced = exchange()
        }
        for end in openEnds { close(end) }
        if forced != nil { kill(child.process, SIGKILL) }
        let ending = try ending(isForced: forced != nil)
        return Outcome(ending: forced ?? ending, output: output, complaint: complaint)
    }

    /// Waits until one of its ends is ready, and serves those that are. Not nil: it is to be ended.
    private mutating func exchange() -> Outcome.Ending? {
        let left = deadline - Self.now
        guard left > .zero else { return .tooLong }
        if let stop, stop.isSet { return .stopped }
        var polled = openEnds.map { end in
            pollfd(fd: end, events: Int16(end == child.input ? POLLOUT : POLLIN), revents: 0)
        }
        let wait = stop == nil ? left : min(left, Self.stopLookEvery)
        // Interrupted or out of time: the next turn sees to it.
        guard poll(&polled, nfds_t(polled.count), Int32(wait.count)) > 0 else { return nil }
        for end in polled where end.revents != 0 {
            if end.fd == child.input {
                feed()
            } else if !read(end.fd) {
                return .tooMuch
            }
        }
        return nil
    }

    private mutating func feed() {
        let sent = input.withUnsafeBytes { cprocess_send(child.input, $0.baseAddress, $0.count) }
        if sent > 0 { input.removeFirst(sent) }
        // A program may end, or close its input, without having read all of it.
        let hasFailed = sent < 0 && errno != EAGAIN && errno != EINTR
        if input.isEmpty || hasFailed { end(child.input) }
    }

    /// False: it wrote more than it may.
    private mutating func read(_ descriptor: Int32) -> Bool {
        let count = withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return count }
            if descriptor == child.output {
                output.append(contentsOf: buffer[..<count])
            } else {
                let room = Self.complaintBytesMax - complaint.count
                complaint.append(contentsOf: buffer[..<min(count, room)])
            }
            return count
        }
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { end(descriptor) }
        return output.count <= Limits.renderedBytesMax
    }

    private mutating func end(_ descriptor: Int32) {
        openEnds.remove(descriptor)
        close(descriptor)
    }

    /// Tidies it up. Who has closed both of its ends is ending; should it not, it is made to.
    private func ending(isForced: Bool) throws(Unavailable) -> Outcome.Ending {
        var status: Int32 = 0
        var isKilled = isForced
        while true {
            let answer = waitpid(child.process, &status, isKilled ? 0 : WNOHANG)
            if answer == child.process { break }
            if answer < 0, errno != EINTR { throw Unavailable(number: errno) }
            if !isKilled, Self.now >= deadline || stop?.isSet == true {
                kill(child.process, SIGKILL)
                isKilled = true
            } else if !isKilled {
                SystemThread.sleep(Milliseconds(1))
            }
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }

    /// Of a clock that nobody sets.
    private static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// A folder in which there is nothing and nothing can be made: it has been removed already.
enum EmptyFolder {
    /// Open for as long as this process runs. Where no folder can be made at all, it is the root:
    /// a program has no way to open a file.
    static let descriptor: Int32 = {
        for place in ["/tmp", "/dev/shm"] {
            var path = Array("\(place)/signalbox-XXXXXX".utf8CString)
            guard mkdtemp(&path) != nil else { continue }
            let descriptor = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC)
            rmdir(path)
            if descriptor >= 0 { return descriptor }
        }
        return open("/", O_DIRECTORY | O_RDONLY | O_CLOEXEC)
    }()
}
