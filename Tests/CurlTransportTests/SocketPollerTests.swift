import CCurl
import Testing

@testable import CurlTransport

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The poller of libcurl's sockets")
struct SocketPollerTests {
    private let readable = UInt32(CCURL_READABLE)
    private let writable = UInt32(CCURL_WRITABLE)

    private func pair() -> (near: Int32, far: Int32) {
        var both: [Int32] = [0, 0]
        let code = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &both)
        precondition(code == 0, "no sockets for a test")
        return (both[0], both[1])
    }

    @Test("a socket that is wanted for something else while its event waits is not forgotten")
    func staleEvent() throws {
        let poller = try SocketPoller(waker: try EventWaker())
        let pairs = [pair(), pair()]
        defer { for pair in pairs { for fd in [pair.near, pair.far] { close(fd) } } }
        for pair in pairs { poller.want(pair.near, writable) }
        var seen: [Int32] = []
        _ = poller.wait(timeoutMilliseconds: 1000) { fd, _ in
            seen.append(fd)
            // Both events have been fetched; the work on the first one changes what the other is
            // wanted for.
            for pair in pairs { poller.want(pair.near, readable) }
        }
        #expect(seen.count == 1, "the second event is about what nobody waits for any more")
        for pair in pairs {
            var byte: UInt8 = 1
            #expect(write(pair.far, &byte, 1) == 1)
        }
        var ready: Set<Int32> = []
        _ = poller.wait(timeoutMilliseconds: 1000) { fd, mask in
            #expect(mask == readable)
            ready.insert(fd)
        }
        #expect(ready == Set(pairs.map(\.near)))
        for pair in pairs { poller.forget(pair.near) }
    }
}
