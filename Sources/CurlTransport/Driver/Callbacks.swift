import CCurl
import Model

// What libcurl calls while it works, on the transport's thread. Callbacks record and return; they
// never throw, block, or call the multi handle. Their context is a `TransferSlot`, which lives as
// long as its easy handle, unless it says otherwise.

private func slot(_ context: UnsafeMutableRawPointer?) -> TransferSlot? {
    context.map { Unmanaged<TransferSlot>.fromOpaque($0).takeUnretainedValue() }
}

let headerReceived: ccurl_data_function = { bytes, size, count, context in
    guard let slot = slot(context) else { return 0 }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    guard slot.reader.readHeader(line, limits: slot.limits) else { return 0 }
    if slot.reader.hasHead, !slot.isLowSpeedSet { slot.setLowSpeed() }
    return size * count
}

let bodyReceived: ccurl_data_function = { bytes, size, count, context in
    guard let slot = slot(context) else { return 0 }
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return slot.reader.readBody(piece, limits: slot.limits) ? size * count : 0
}

/// The next piece of a body that was not copied.
let bodyWanted: ccurl_data_function = { bytes, size, count, context in
    guard let slot = slot(context), let bytes, let body = slot.request?.body else {
        return Int(CURL_READFUNC_ABORT)
    }
    let piece = body[slot.uploaded...].prefix(size * count)
    slot.uploaded += piece.count
    UnsafeMutableRawBufferPointer(start: bytes, count: size * count).copyBytes(from: piece)
    return piece.count
}

/// libcurl starts again when a kept connection turned out to be closed.
let bodyRewound: ccurl_seek_function = { context, offset, origin in
    guard let slot = slot(context), origin == 0, let body = slot.request?.body,
        (0...Int64(body.count)).contains(Int64(offset))
    else { return CURL_SEEKFUNC_FAIL }
    slot.uploaded = Int(offset)
    return CURL_SEEKFUNC_OK
}

/// A connection is to be opened to an address: the first check of the address guard.
let socketWanted: ccurl_open_function = { context, _, address in
    guard let slot = slot(context), let address else { return CURL_SOCKET_BAD }
    if ccurl_is_unix(address) != 0 {
        // Only a policy that names a Unix socket leads here.
        return slot.isUnguarded ? ccurl_open_socket(address) : CURL_SOCKET_BAD
    }
    guard
        slot.mayReach({ ccurl_address_bytes(address, $0) })
    else { return CURL_SOCKET_BAD }
    slot.triedAddress = true
    return ccurl_open_socket(address)
}

/// The request is about to be sent, on a new connection or a kept one: the second check. A kept
/// connection may have been opened for a target with other permissions.
let requestBegins: ccurl_prereq_function = { context, peer, _, _, _ in
    guard let slot = slot(context) else { return CURL_PREREQFUNC_ABORT }
    slot.nameIsLoaded()
    if !slot.isUnguarded {
        guard let peer, slot.mayReach({ ccurl_parse_address(peer, $0) }) else {
            return CURL_PREREQFUNC_ABORT
        }
    }
    slot.requestBegan = true
    return CURL_PREREQFUNC_OK
}

/// The context is the `SocketPoller`: connections outlive transfers.
let socketClosing: ccurl_close_function = { context, fd in
    if let context {
        Unmanaged<SocketPoller>.fromOpaque(context).takeUnretainedValue().forget(fd)
    }
    // Linux gives the descriptor back whatever close says.
    ccurl_close(fd)
    return 0
}

/// libcurl waits for something else on a socket. The context is the `SocketPoller`.
let socketInterestChanged: ccurl_socket_function = { _, fd, what, context, _ in
    guard let context else { return 0 }
    let mask: Int32 =
        switch what {
        case CURL_POLL_IN: Int32(CCURL_READABLE)
        case CURL_POLL_OUT: Int32(CCURL_WRITABLE)
        case CURL_POLL_INOUT: Int32(CCURL_READABLE) | Int32(CCURL_WRITABLE)
        default: 0
        }
    Unmanaged<SocketPoller>.fromOpaque(context).takeUnretainedValue().want(fd, UInt32(mask))
    return 0
}

/// libcurl wants to be called again after so many milliseconds; -1: no more. The context is the
/// transport's `SoftwareTimer`.
let timerChanged: ccurl_timer_function = { _, milliseconds, context in
    if let context {
        Unmanaged<SoftwareTimer>.fromOpaque(context).takeUnretainedValue().set(milliseconds)
    }
    return 0
}

extension TransferSlot {
    /// `read` fills in an address and returns its length. Records the refusal.
    fileprivate func mayReach(_ read: (UnsafeMutablePointer<UInt8>) -> Int32) -> Bool {
        if isUnguarded { return true }
        let address = withUnsafeTemporaryAllocation(
            of: UInt8.self, capacity: Int(CCURL_ADDRESS_BYTES_MAX)
        ) { bytes -> IPAddress? in
            guard let start = bytes.baseAddress else { return nil }
            return IPAddress(
                networkOrder: UnsafeRawBufferPointer(start: start, count: Int(read(start))))
        }
        guard let address else { return false }
        // The same guard gives the same answer.
        if address == lastAllowed { return true }
        guard let refusal = addressGuard.refusal(of: address) else {
            lastAllowed = address
            return true
        }
        self.refusal = refusal
        return false
    }

    /// libcurl has taken `CURLOPT_RESOLVE` in.
    fileprivate func nameIsLoaded() {
        if resolveGeneration > 0 { entry?.loadedGeneration = resolveGeneration }
    }

    /// From the end of the answer's head on, its body must keep coming. Not from the start: a
    /// target that thinks for long before it answers is not slow but has the total timeout. An
    /// option of the easy handle may be set here; the setting is heeded before the callback's
    /// caller returns.
    fileprivate func setLowSpeed() {
        guard let policy = request?.connection, policy.lowSpeedTime > .zero else { return }
        isLowSpeedSet = true
        // Without these two the total timeout bounds the answer.
        _ = ccurl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, policy.lowSpeedBytesPerSecond)
        _ = ccurl_set_long(
            easy, CURLOPT_LOW_SPEED_TIME, Int(max(1, policy.lowSpeedTime.count / 1000)))
    }
}
