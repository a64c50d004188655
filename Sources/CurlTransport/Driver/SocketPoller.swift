import CCurl

#if canImport(Glibc)
    import Glibc
#endif

/// epoll over libcurl's sockets. Confined to the transport's thread.
///
/// A socket stays registered when libcurl no longer waits for it, since the same connection is
/// wanted again with the next transfer: about no `epoll_ctl` per request instead of two. It leaves
/// when it is closed, or when it reports something that nobody waits for (an idle connection
/// closed by its peer). Descriptor numbers are used again by the system, so each registration has
/// an id of its own; an event whose id is not the current one is about a socket that is gone.
final class SocketPoller {
    private struct Registration {
        var id: UInt32 = 0
        /// What epoll watches; 0: not registered.
        var watched: UInt32 = 0
        /// What libcurl waits for; 0: nothing.
        var wanted: UInt32 = 0
    }

    /// The id of no registration: the waker's.
    private static let wakerData = UInt64.max

    private let epoll: Int32
    private let waker: EventWaker
    /// By descriptor.
    private var registrations: [Registration] = []
    private var lastID: UInt32 = 0
    private let events: UnsafeMutablePointer<ccurl_event>

    init(waker: EventWaker) throws(CurlTransportError) {
        self.waker = waker
        epoll = ccurl_epoll_create()
        guard epoll >= 0 else { throw .system(call: "epoll_create1", errno: -epoll) }
        let code = ccurl_epoll_control(
            epoll, Int32(CCURL_ADD), waker.descriptor, UInt32(CCURL_READABLE), Self.wakerData)
        guard code == 0 else {
            close(epoll)
            throw .system(call: "epoll_ctl", errno: -code)
        }
        events = .allocate(capacity: Int(CCURL_EVENTS_MAX))
    }

    deinit {
        close(epoll)
        events.deallocate()
    }

    /// What libcurl waits for from now on: a mask of `CCURL_READABLE` and `CCURL_WRITABLE`, or 0.
    /// A socket that epoll refuses is left to the transfer's timeouts.
    func want(_ fd: Int32, _ mask: UInt32) {
        precondition(fd >= 0)
        if registrations.count <= Int(fd) {
            let missing = Int(fd) + 1 - registrations.count
            registrations.append(contentsOf: repeatElement(Registration(), count: missing))
        }
        registrations[Int(fd)].wanted = mask
        guard mask != 0, registrations[Int(fd)].watched != mask else { return }
        if registrations[Int(fd)].watched == 0 {
            lastID = lastID == .max - 1 ? 1 : lastID + 1
            registrations[Int(fd)].id = lastID
            control(fd, CCURL_ADD, otherwise: CCURL_MODIFY)
        } else {
            control(fd, CCURL_MODIFY, otherwise: CCURL_ADD)
        }
    }

    /// The socket is about to be closed.
    func forget(_ fd: Int32) {
        guard fd >= 0, Int(fd) < registrations.count else { return }
        unregister(fd)
        registrations[Int(fd)] = Registration()
    }

    /// Waits at most so long (-1: no limit), and calls `body` for each socket that is ready for
    /// what libcurl waits for. True: the waker was used.
    func wait(timeoutMilliseconds: Int32, _ body: (_ fd: Int32, _ ready: UInt32) -> Void) -> Bool {
        let count = ccurl_epoll_wait(
            epoll, events, Int32(CCURL_EVENTS_MAX), timeoutMilliseconds)
        precondition(count >= 0, "epoll_wait fails only for a descriptor that is none")
        var isWoken = false
        for event in UnsafeBufferPointer(start: events, count: Int(count)) {
            if event.data == Self.wakerData {
                if waker.take() { isWoken = true }
                continue
            }
            let fd = Int32(truncatingIfNeeded: event.data)
            let registration = registrations[Int(fd)]
            guard registration.id == UInt32(event.data >> 32), registration.watched != 0 else {
                continue
            }
            // libcurl finds out what broke by reading or writing.
            let isBroken = event.events & UInt32(CCURL_BROKEN) != 0
            let ready = isBroken ? registration.wanted : event.events & registration.wanted
            if ready != 0 {
                body(fd, ready)
            } else if registration.wanted == 0 {
                unregister(fd)
            }
            // Else libcurl has come to wait for something else since these events were fetched,
            // while it worked on another socket: it is watched for that now.
        }
        return isWoken
    }

    private func unregister(_ fd: Int32) {
        guard registrations[Int(fd)].watched != 0 else { return }
        registrations[Int(fd)].watched = 0
        // A failure means that it is not registered, which is what is wanted.
        _ = ccurl_epoll_control(epoll, Int32(CCURL_DELETE), fd, 0, 0)
    }

    private func control(
        _ fd: Int32, _ operation: some BinaryInteger, otherwise second: some BinaryInteger
    ) {
        let mask = registrations[Int(fd)].wanted
        let data = UInt64(registrations[Int(fd)].id) << 32 | UInt64(fd)
        var code = ccurl_epoll_control(epoll, Int32(operation), fd, mask, data)
        if code == -EEXIST || code == -ENOENT {
            code = ccurl_epoll_control(epoll, Int32(second), fd, mask, data)
        }
        registrations[Int(fd)].watched = code == 0 ? mask : 0
    }
}
