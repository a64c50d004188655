import CCurl
import Engine
import Model

extension CurlTransport {
    /// Takes over everything that libcurl has finished.
    func collect(into completions: inout [TransferCompletion]) {
        var easy: UnsafeMutableRawPointer?
        var code = CURLE_OK
        // One reading for all: they are over already.
        var now: Int64?
        while ccurl_multi_next_done(multi, &easy, &code) != 0 {
            guard let easy, let slot = slot(of: easy) else { continue }
            let end = now ?? ccurl_monotonic_us()
            now = end
            let result = result(of: slot, code, now: end)
            completions.append(TransferCompletion(token: slot.token, result: result))
            release(slot)
        }
    }

    /// Nil for a handle whose transfer is over already.
    private func slot(of easy: UnsafeMutableRawPointer) -> TransferSlot? {
        var mark: UInt = 0
        guard ccurl_get_private(easy, &mark) == CURLE_OK else { return nil }
        let index = Int(mark & 0xFFFF_FFFF)
        guard index < slots.count, slots[index].mark == mark, slots[index].state == .running else {
            return nil
        }
        return slots[index]
    }

    private func result(
        of slot: TransferSlot, _ code: CURLcode, now: Int64
    ) -> TransferResult {
        let timings = timings(of: slot, now: now)
        // Reading was stopped by us: the answer counts by its status.
        if code == CURLE_OK || code == CURLE_WRITE_ERROR && slot.reader.stop == .bodyLimit {
            let status = number(slot, CURLINFO_RESPONSE_CODE)
            guard status >= 200 else {
                let failure = TransportFailure(
                    .malformedResponse, detail: "the answer has no final status",
                    mayHaveBeenReceived: true, timings: timings)
                return .failure(failure)
            }
            return .success(
                OutboundResponse(
                    status: status, packedHeaders: slot.reader.headers, body: slot.reader.body,
                    bodyBytes: slot.reader.bodyBytes, timings: timings))
        }
        let policy = slot.request?.connection ?? ConnectionPolicy()
        let mapping = FailureMapping(
            code: code, requestBegan: slot.requestBegan, refusal: slot.refusal,
            triedAddress: slot.triedAddress, stop: slot.reader.stop,
            usesProxy: policy.proxy != nil, text: slot.libraryText,
            elapsed: Milliseconds(timings.totalMicroseconds / 1000),
            totalTimeout: policy.totalTimeout)
        return .failure(mapping.failure(timings))
    }

    /// libcurl's times begin when it got the transfer; ours with `start`.
    func timings(of slot: TransferSlot, now: Int64) -> TransferTimings {
        var timings = TransferTimings()
        timings.resolvedMicroseconds = slot.resolvedMicroseconds
        timings.totalMicroseconds = now - slot.startedMicroseconds
        guard slot.state == .running else { return timings }
        let connected = time(slot, CURLINFO_APPCONNECT_TIME_T)
        timings.connectedMicroseconds =
            connected > 0 ? connected : time(slot, CURLINFO_CONNECT_TIME_T)
        timings.firstByteMicroseconds = time(slot, CURLINFO_STARTTRANSFER_TIME_T)
        timings.connectionReused = slot.requestBegan && number(slot, CURLINFO_NUM_CONNECTS) == 0
        return timings
    }

    /// Frees the slot for the next transfer.
    func release(_ slot: TransferSlot) {
        switch slot.state {
        case .running:
            let code = curl_multi_remove_handle(multi, slot.easy)
            precondition(code == CURLM_OK, "a transfer left its multi handle twice")
        case .resolving: stopWaiting(slot)
        case .free: break
        }
        slot.end()
        freeSlots.append(slot.index)
    }

    private func number(_ slot: TransferSlot, _ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(slot.easy, info, &value) == CURLE_OK ? value : 0
    }

    /// 0: it did not come to that.
    private func time(_ slot: TransferSlot, _ info: CURLINFO) -> Int64 {
        var value: Int64 = 0
        guard ccurl_get_offset(slot.easy, info, &value) == CURLE_OK, value > 0 else { return 0 }
        return value + slot.resolvedMicroseconds
    }
}
