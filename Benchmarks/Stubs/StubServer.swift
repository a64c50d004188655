import CCurl
import Glibc
import Model
import Synchronization

/// Targets on 127.0.0.1, all on one thread: good ones, where the time of each message counts, and sick
/// ones. It does as little as possible for a message, so as not to be what is measured.
///
/// `@unchecked Sendable`: what changes belongs to the server's thread from `start` to `stop`.
package final class StubServer: @unchecked Sendable {
    package enum Behaviour: String, CaseIterable {
        /// Answers 200; its messages are counted and timed.
        case counted
        /// Answers 200.
        case well
        /// Reads and never answers.
        case silent
        /// A byte of its answer every half second.
        case dripping
        /// Answers 500.
        case failing
        /// Resets the connection when the request comes.
        case resetting
    }

    /// Of the counted targets.
    package struct Receipts: Sendable {
        /// Messages, the warm-up's included.
        package var all = 0
        /// What came after the warm-up, in spans of equal length, one after the other.
        package var windows: [Window] = []
    }

    package struct Window: Sendable {
        /// Of the messages that were due in it, whenever they came.
        package var times = TimeHistogram()
        /// Messages that came in it.
        package var count = 0
    }

    private struct Connection {
        var behaviour: Behaviour
        var isListener = false
        var isDripping = false
        var bytes: [UInt8] = []
    }

    private let poller: Int32
    private var connections: [Connection?] = Array(repeating: nil, count: 1024)
    private var dripping: Set<Int32> = []
    private var input = [UInt8](repeating: 0, count: 1 << 16)
    private var receipts = Receipts()
    private var begin: Int64 = 0
    private var warm: Int64 = 0
    private var windowLength: Int64 = .max
    private let isStopped = Atomic(false)
    private let counted = Atomic(0)
    private var thread: SystemThread?

    package init(ports: [Behaviour: UInt16]) throws {
        poller = ccurl_epoll_create()
        for (behaviour, port) in ports {
            let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var on: Int32 = 1
            setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, size) }
            }
            guard bound == 0, listen(file, 4096) == 0 else { throw Unavailable(port: port) }
            add(file, Connection(behaviour: behaviour, isListener: true))
        }
    }

    /// One on a port that the system chooses.
    package static func anywhere(_ behaviour: Behaviour) throws -> (StubServer, port: UInt16) {
        let server = try StubServer(ports: [behaviour: 0])
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = server.connections.firstIndex { $0 != nil } ?? 0
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(Int32(listener), $0, &size)
            }
        }
        return (server, UInt16(bigEndian: address.sin_port))
    }

    package struct Unavailable: Error { package let port: UInt16 }

    /// Times in nanoseconds of the monotonic clock; what `"at"` says counts from `begin`.
    package func start(
        begin: Int64, warm: Int64, windowLength: Int64, windows: Int
    ) throws {
        (self.begin, self.warm, self.windowLength) = (begin, warm, windowLength)
        receipts.windows = Array(repeating: Window(), count: windows)
        thread = try SystemThread { self.serve() }
    }

    /// Messages of the counted targets up to now; from any thread.
    package var countedNow: Int { counted.load(ordering: .relaxed) }

    /// Ends the thread; once.
    package func stop() -> Receipts {
        isStopped.store(true, ordering: .releasing)
        thread?.join()
        return receipts
    }

    private func add(_ file: Int32, _ connection: Connection) {
        while connections.count <= Int(file) { connections.append(nil) }
        connections[Int(file)] = connection
        _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK)
        _ = ccurl_epoll_control(
            poller, Int32(CCURL_ADD), file, UInt32(CCURL_READABLE), UInt64(file))
    }

    private func remove(_ file: Int32) {
        connections[Int(file)] = nil
        dripping.remove(file)
        close(file)
    }

    private func serve() {
        var events = [ccurl_event](repeating: ccurl_event(), count: Int(CCURL_EVENTS_MAX))
        var dripAt = MonotonicTime.nanoseconds
        while !isStopped.load(ordering: .acquiring) {
            let count = ccurl_epoll_wait(poller, &events, Int32(events.count), 100)
            for index in 0..<max(0, Int(count)) {
                let file = Int32(events[index].data)
                guard let connection = connections[Int(file)] else { continue }
                if connection.isListener {
                    accept(file, connection.behaviour)
                } else {
                    take(file, connection.behaviour)
                }
            }
            if MonotonicTime.nanoseconds >= dripAt {
                dripAt = MonotonicTime.nanoseconds + 500_000_000
                for file in dripping { send(file, "x") }
            }
        }
        for file in connections.indices where connections[file] != nil { remove(Int32(file)) }
        close(poller)
    }

    private func accept(_ listener: Int32, _ behaviour: Behaviour) {
        while true {
            let file = Glibc.accept(listener, nil, nil)
            guard file >= 0 else { return }
            var on: Int32 = 1
            setsockopt(
                file, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
            add(file, Connection(behaviour: behaviour))
        }
    }

    private func take(_ file: Int32, _ behaviour: Behaviour) {
        let count = recv(file, &input, input.count, 0)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) { remove(file) }
            return
        }
        switch behaviour {
        case .silent: return
        case .resetting:
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(file, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
            remove(file)
        case .dripping:
            guard dripping.insert(file).inserted else { return }
            send(file, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        case .counted, .well, .failing:
            let place = Int(file)
            // A request that came whole, as nearly all do, is read where it lies.
            if connections[place]?.bytes.isEmpty == true, answer(input[..<count], file, behaviour) {
                return
            }
            connections[place]?.bytes += input[..<count]
            if let bytes = connections[place]?.bytes, answer(bytes[...], file, behaviour) {
                connections[place]?.bytes.removeAll(keepingCapacity: true)
            }
        }
    }

    /// False: the request is not all there yet. libcurl sends none before the last one's answer.
    private func answer(_ bytes: ArraySlice<UInt8>, _ file: Int32, _ behaviour: Behaviour) -> Bool {
        guard let request = HTTPRequestBytes(bytes) else { return false }
        if behaviour == .failing {
            send(file, "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n")
            return true
        }
        if behaviour == .counted, let at = request.at {
            let now = MonotonicTime.nanoseconds
            receipts.all += 1
            counted.store(receipts.all, ordering: .relaxed)
            if let window = window(at: now) { receipts.windows[window].count += 1 }
            if let window = window(at: begin + at) {
                receipts.windows[window].times.record(microseconds: (now - begin - at) / 1000)
            }
        }
        send(file, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        return true
    }

    private func window(at moment: Int64) -> Int? {
        guard moment >= warm else { return nil }
        let window = Int((moment - warm) / windowLength)
        return window < receipts.windows.count ? window : nil
    }

    private func send(_ file: Int32, _ text: StaticString) {
        _ = Glibc.send(file, text.utf8Start, text.utf8CodeUnitCount, Int32(MSG_NOSIGNAL))
    }
}

/// A whole request as it lies in memory; nil when some of it is still to come.
struct HTTPRequestBytes {
    /// What the body's first number after `"at":` says.
    let at: Int64?

    init?(_ bytes: ArraySlice<UInt8>) {
        let found = bytes.withUnsafeBufferPointer { buffer -> (whole: Bool, at: Int64?) in
            guard let base = buffer.baseAddress,
                let head = Self.end(base, buffer.count, of: "\r\n\r\n"),
                let length = Self.number(base, buffer.count, after: "ontent-length: ")
                    ?? Self.number(base, buffer.count, after: "ontent-Length: ")
            else { return (false, nil) }
            guard buffer.count >= head + Int(length) else { return (false, nil) }
            return (true, Self.number(base + head, min(80, Int(length)), after: "\"at\":"))
        }
        guard found.whole else { return nil }
        at = found.at
    }

    private static func number(
        _ base: UnsafePointer<UInt8>, _ count: Int, after name: StaticString
    ) -> Int64? {
        guard var index = end(base, count, of: name) else { return nil }
        var value: Int64 = 0
        while index < count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(base[index]) {
            value = value &* 10 &+ Int64(base[index] - UInt8(ascii: "0"))
            index += 1
        }
        return value
    }

    /// Where `text` ends for the first time.
    private static func end(
        _ base: UnsafePointer<UInt8>, _ count: Int, of text: StaticString
    ) -> Int? {
        let size = text.utf8CodeUnitCount
        var from = 0
        while from + size <= count,
            let found = memchr(base + from, Int32(text.utf8Start[0]), count - from - size + 1)
        {
            let place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(base + place, text.utf8Start, size) == 0 { return place + size }
            from = place + 1
        }
        return nil
    }
}
