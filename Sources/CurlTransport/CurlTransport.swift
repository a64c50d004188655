import CCurl
package import Engine
package import Model

/// `Transport` on libcurl's multi interface: one thread, one multi handle, one epoll.
///
/// libcurl never queues here: how many transfers are on their way is the caller's decision. Names
/// are resolved by a `ResolverPool`; addresses are judged by an `AddressGuard` before each
/// connection and before each request. Connections are kept and shared by all targets of the
/// transport. A thousand slow transfers cost the fast ones nothing: work is done per ready socket,
/// never per transfer in flight.
///
/// An answer's body is read up to `CurlSettings.readBytesMax`; a longer one still counts by its
/// status, and its connection is closed. An answer with more header bytes than allowed is
/// malformed.
///
/// https://curl.se/libcurl/c/curl_multi_socket_action.html
package final class CurlTransport: Transport {
    package var waker: any TransportWaker { eventWaker }

    let settings: CurlSettings
    let resolver: ResolverPool
    let multi: UnsafeMutableRawPointer
    let poller: SocketPoller
    let timer = SoftwareTimer()
    let eventWaker: EventWaker
    let mailbox: NameMailbox

    var slots: [TransferSlot] = []
    var freeSlots: [Int] = []
    var origins = OriginCache()
    /// Origins that libcurl's cache of names is to forget with the next list it gets.
    var retiredOrigins: [RequestOrigin] = []
    /// Transfers that wait for a name, by name.
    var waiting: [String: [Int]] = [:]
    /// No transfer that waits for a name has an earlier deadline; nil: none waits.
    var resolveDeadlineMicroseconds: Int64?
    /// Ended without libcurl; handed over by the next `poll`.
    var early: [TransferCompletion] = []
    private var isClosed = false

    /// Throws when libcurl cannot be used or the operating system gives no descriptors.
    package init(
        settings: CurlSettings = CurlSettings(), resolver: ResolverPool
    ) throws(CurlTransportError) {
        try CurlLibrary.prepare()
        self.settings = settings
        self.resolver = resolver
        eventWaker = try EventWaker()
        mailbox = NameMailbox(waker: eventWaker)
        poller = try SocketPoller(waker: eventWaker)
        guard let multi = curl_multi_init() else { throw .library(detail: "curl_multi_init") }
        self.multi = multi
        // Busy connections count too: a smaller number would close a kept one after every transfer.
        let connectionsMax = settings.inFlightMax + settings.inFlightMax / 4 + 16
        try ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsMax)
            .orThrow("CURLMOPT_MAXCONNECTS")
        try ccurl_multi_set_socket_function(multi, socketInterestChanged)
            .orThrow("CURLMOPT_SOCKETFUNCTION")
        try ccurl_multi_set_pointer(
            multi, CURLMOPT_SOCKETDATA, Unmanaged.passUnretained(poller).toOpaque()
        ).orThrow("CURLMOPT_SOCKETDATA")
        try ccurl_multi_set_timer_function(multi, timerChanged).orThrow("CURLMOPT_TIMERFUNCTION")
        try ccurl_multi_set_pointer(
            multi, CURLMOPT_TIMERDATA, Unmanaged.passUnretained(timer).toOpaque()
        ).orThrow("CURLMOPT_TIMERDATA")
    }

    deinit { close() }

    package func close() {
        guard !isClosed else { return }
        isClosed = true
        for slot in slots where slot.state == .running {
            _ = curl_multi_remove_handle(multi, slot.easy)
        }
        // Their handles go before the multi handle, which then closes the kept connections.
        slots = []
        waiting = [:]
        early = []
        _ = curl_multi_cleanup(multi)
    }

    package func start(_ request: OutboundRequest, token: TransferToken) {
        precondition(!isClosed)
        assert(slot(of: token) == nil, "two transfers with one token")
        begin(request, token: token)
    }

    package func cancel(_ token: TransferToken) {
        precondition(!isClosed)
        guard let slot = slot(of: token) else { return }
        let failure = TransportFailure(
            .cancelled, detail: "given up by us", mayHaveBeenReceived: slot.requestBegan,
            timings: timings(of: slot, now: ccurl_monotonic_us()))
        early.append(TransferCompletion(token: token, result: .failure(failure)))
        release(slot)
    }

    /// Only giving up looks for a token, and that is rare.
    private func slot(of token: TransferToken) -> TransferSlot? {
        slots.first { $0.token == token && $0.state != .free }
    }

    package func poll(timeout: Milliseconds?, into completions: inout [TransferCompletion]) {
        precondition(!isClosed)
        let before = completions.count
        var now = ccurl_monotonic_us()
        let limit = timeout.map { Self.later(now, by: $0) }
        while true {
            work(now: now, into: &completions)
            let hasCompletions = completions.count > before
            let wait = hasCompletions ? 0 : milliseconds(until: limit, now: now)
            let isWoken = poller.wait(timeoutMilliseconds: wait) { fd, ready in
                perform(fd, ready)
            }
            now = ccurl_monotonic_us()
            work(now: now, into: &completions)
            if isWoken || completions.count > before { return }
            if let limit, now >= limit { return }
        }
    }

    /// Everything that is due without waiting.
    private func work(now: Int64, into completions: inout [TransferCompletion]) {
        takeResolvedNames(now: now)
        // libcurl may ask to be called again at once, as when a transfer was just added.
        var rounds = 0
        while rounds < Self.timerRoundsMax, timer.fire(now: now) {
            perform(CURL_SOCKET_TIMEOUT, 0)
            rounds += 1
        }
        if !early.isEmpty {
            completions.append(contentsOf: early)
            early.removeAll(keepingCapacity: true)
        }
        collect(into: &completions)
    }

    /// More would starve the sockets; the next round goes on.
    private static let timerRoundsMax = 4

    private func perform(_ fd: Int32, _ ready: UInt32) {
        var flags: Int32 = 0
        if ready & UInt32(CCURL_READABLE) != 0 { flags |= CURL_CSELECT_IN }
        if ready & UInt32(CCURL_WRITABLE) != 0 { flags |= CURL_CSELECT_OUT }
        var running: Int32 = 0
        let code = curl_multi_socket_action(multi, fd, flags, &running)
        precondition(code == CURLM_OK, "a multi handle was used wrongly")
    }

    /// For epoll: rounded up, so that what it waits for is due afterwards; -1: no limit.
    private func milliseconds(until limit: Int64?, now: Int64) -> Int32 {
        var deadline = limit ?? .max
        if let timer = timer.deadlineMicroseconds { deadline = min(deadline, timer) }
        if let resolve = resolveDeadlineMicroseconds { deadline = min(deadline, resolve) }
        if deadline == .max { return -1 }
        if deadline <= now { return 0 }
        return Int32(clamping: (deadline - now + 999) / 1000)
    }

    static func later(_ now: Int64, by duration: Milliseconds) -> Int64 {
        let (span, isTooLong) = duration.count.multipliedReportingOverflow(by: 1000)
        guard !isTooLong else { return .max }
        let (sum, overflow) = now.addingReportingOverflow(span)
        return overflow ? .max : sum
    }
}
