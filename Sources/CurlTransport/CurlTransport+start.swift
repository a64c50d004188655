import CCurl
import Engine
import Model

extension CurlTransport {
    /// From a request to a transfer that libcurl has, or that waits for its name, or that has
    /// failed.
    func begin(_ request: OutboundRequest, token: TransferToken) {
        let now = ccurl_monotonic_us()
        let slot: TransferSlot
        switch takeSlot() {
        case .success(let free): slot = free
        case .failure(let failure):
            early.append(TransferCompletion(token: token, result: .failure(failure)))
            return
        }
        slot.begin(request, token: token, now: now)
        do {
            slot.entry = try entryToReach(request, slot, now: now)
        } catch {
            return fail(slot, error)
        }
        if let name = slot.entry?.origin.name {
            resolve(slot, name, now: now)
        } else {
            hand(slot, to: nil, now: now)
        }
    }

    /// Whose name has to be resolved, if it is one: the URL's host, or the proxy's. Nil: nobody's.
    private func entryToReach(
        _ request: OutboundRequest, _ slot: TransferSlot, now: Int64
    ) throws(TransportFailure) -> OriginCache.Entry? {
        let target = try known(request.url, slot, now: now).entry
        let policy = request.connection
        if policy.unixSocket != nil { return nil }
        guard let proxy = policy.proxy else { return target }
        // The proxy resolves names for us, so only an address written in the URL can be judged.
        if case .address(let address) = target.origin.host,
            let refusal = AddressGuard(allowed: policy.allowPrivate).refusal(of: address)
        {
            throw TransportFailure(.addressRefused, detail: refusal.detail)
        }
        return try entry(of: Self.withoutCredentials(proxy), what: "proxy: ", now: now)
    }

    private func known(
        _ url: String, _ slot: TransferSlot, now: Int64
    ) throws(TransportFailure) -> KnownURL {
        if let last = slot.url, last.text == url, !last.entry.isRetired {
            last.entry.usedAtMicroseconds = now
            return last
        }
        slot.url = nil
        do {
            let known = try origins.known(url, now: now) { retiredOrigins.append($0) }
            slot.url = known
            return known
        } catch {
            throw TransportFailure(.unsendable, detail: error.detail)
        }
    }

    private func entry(
        of url: String, what: String, now: Int64
    ) throws(TransportFailure) -> OriginCache.Entry {
        do {
            return try origins.entry(of: url, now: now) { retiredOrigins.append($0) }
        } catch {
            throw TransportFailure(.unsendable, detail: what + error.detail)
        }
    }

    /// A proxy's URL, unlike a target's, may hold a user name and password.
    private static func withoutCredentials(_ proxy: String) -> String {
        guard let scheme = proxy.firstRange(of: "://"), let at = proxy.lastIndex(of: "@"),
            scheme.upperBound <= at
        else { return proxy }
        return String(proxy[..<scheme.upperBound] + proxy[proxy.index(after: at)...])
    }

    /// Sets every option and gives the transfer to libcurl.
    func hand(_ slot: TransferSlot, to name: ResolvedName?, now: Int64) {
        guard let request = slot.request else { return }
        let spent = name == nil ? 0 : slot.resolvedMicroseconds
        do {
            try slot.apply(
                request.connection, spent: Milliseconds(spent / 1000), settings, poller: poller)
            if let name { try slot.load(name, retiring: &retiredOrigins) }
        } catch {
            return fail(slot, refused(error))
        }
        do {
            try slot.apply(request, settings)
        } catch {
            switch error {
            case .unsendable(let detail):
                return fail(slot, TransportFailure(.unsendable, detail: detail))
            case .refused(let option): return fail(slot, refused(option))
            }
        }
        let code = curl_multi_add_handle(multi, slot.easy)
        guard code == CURLM_OK else {
            return fail(
                slot, TransportFailure(.connectionLost, detail: CurlLibrary.text(code)))
        }
        slot.state = .running
    }

    /// A transfer that libcurl does not have.
    func fail(_ slot: TransferSlot, _ failure: TransportFailure) {
        var failure = failure
        failure.timings.resolvedMicroseconds = slot.resolvedMicroseconds
        failure.timings.totalMicroseconds = ccurl_monotonic_us() - slot.startedMicroseconds
        early.append(TransferCompletion(token: slot.token, result: .failure(failure)))
        release(slot)
    }

    /// A certificate file that cannot be used is the target's TLS trouble; the rest should not
    /// happen.
    private func refused(_ error: OptionRefused) -> TransportFailure {
        let files = [CURLOPT_CAINFO, CURLOPT_SSLCERT, CURLOPT_SSLKEY]
        let kind: TransportFailure.Kind = files.contains(error.option) ? .tls : .unsendable
        return TransportFailure(
            kind,
            detail: "libcurl refused option \(error.option.rawValue): "
                + CurlLibrary.text(error.code))
    }

    private func takeSlot() -> Result<TransferSlot, TransportFailure> {
        if let index = freeSlots.popLast() { return .success(slots[index]) }
        let limits = ResponseReader.Limits(
            snippetBytes: settings.snippetBytes, readBytesMax: settings.readBytesMax,
            headerBytesMax: settings.headerBytesMax)
        guard let slot = TransferSlot(index: slots.count, limits: limits) else {
            return .failure(
                TransportFailure(.connectionLost, detail: "libcurl gave no handle: out of memory"))
        }
        slots.append(slot)
        return .success(slot)
    }
}

extension TransferSlot {
    /// Passes a name's addresses to libcurl, unless it has them already.
    func load(
        _ name: ResolvedName, retiring retired: inout [RequestOrigin]
    ) throws(OptionRefused) {
        guard let entry, let host = entry.origin.name, entry.loadedGeneration != name.generation
        else { return }
        var list: UnsafeMutablePointer<curl_slist>?
        for old in retired where old.name != nil {
            list = curl_slist_append(list, "-\(old.name ?? ""):\(old.port)") ?? list
        }
        retired = []
        let addresses = name.addresses.map { address in
            if case .v6 = address { "[\(address)]" } else { "\(address)" }
        }
        let line = "\(host):\(entry.origin.port):" + addresses.joined(separator: ",")
        list = curl_slist_append(list, line) ?? list
        resolveList = list
        resolveGeneration = name.generation
        try set(CURLOPT_RESOLVE, list: list)
    }
}
