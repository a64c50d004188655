import CCurl
import Model

/// An option that libcurl did not take; for one request, this is its failure.
struct OptionRefused: Error {
    let option: CURLoption
    let code: CURLcode
}

extension TransferSlot {
    func set(_ option: CURLoption, _ value: Int) throws(OptionRefused) {
        try check(option, ccurl_set_long(easy, option, value))
    }

    func set(_ option: CURLoption, _ value: String?) throws(OptionRefused) {
        try check(option, ccurl_set_text(easy, option, value))
    }

    func set(_ option: CURLoption, pointer: UnsafeRawPointer?) throws(OptionRefused) {
        try check(option, ccurl_set_pointer(easy, option, pointer))
    }

    func set(
        _ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?
    ) throws(OptionRefused) {
        try check(option, ccurl_set_list(easy, option, list))
    }

    func check(_ option: CURLoption, _ code: CURLcode) throws(OptionRefused) {
        guard code == CURLE_OK else { throw OptionRefused(option: option, code: code) }
    }

    /// What is the same for every transfer. `poller`: hears that a socket is closed; connections
    /// outlive their transfers, so it must outlive the multi handle.
    func applyConstants(
        _ settings: CurlSettings, poller: SocketPoller
    ) throws(OptionRefused) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // Empty, not absent: otherwise libcurl reads http_proxy and no_proxy from the environment.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NOPROXY, "")
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Waiting for the first connection to say whether it can multiplex would make a whole burst
        // wait for one handshake; later transfers share an HTTP/2 connection anyway.
        try set(CURLOPT_PIPEWAIT, 0)
        try set(CURLOPT_HTTP09_ALLOWED, 0)
        try set(CURLOPT_ACCEPT_ENCODING, nil)
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // The path is signed and logged as it is written.
        try set(CURLOPT_PATH_AS_IS, 1)
        // libcurl allocates and frees it with every transfer. This is the largest that the C
        // library keeps at hand, and most answers fit in; a longer one takes more reads.
        try set(CURLOPT_BUFFERSIZE, 1024)
        try set(CURLOPT_MAXLIFETIME_CONN, Int(settings.connectionLifetime.count / 1000))
        try set(CURLOPT_MAXAGE_CONN, Int(settings.connectionIdle.count / 1000))
        // Names come by CURLOPT_RESOLVE and stay until replaced. Any other value makes libcurl walk
        // through all of them after every transfer.
        try set(CURLOPT_DNS_CACHE_TIMEOUT, -1)
        try set(CURLOPT_ERRORBUFFER, pointer: errorText)
        try applyCallbacks(poller)
    }

    private func applyCallbacks(_ poller: SocketPoller) throws(OptionRefused) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        try check(
            CURLOPT_WRITEFUNCTION,
            ccurl_set_data_function(easy, CURLOPT_WRITEFUNCTION, bodyReceived))
        try set(CURLOPT_WRITEDATA, pointer: me)
        try check(
            CURLOPT_HEADERFUNCTION,
            ccurl_set_data_function(easy, CURLOPT_HEADERFUNCTION, headerReceived))
        try set(CURLOPT_HEADERDATA, pointer: me)
        try check(
            CURLOPT_READFUNCTION, ccurl_set_data_function(easy, CURLOPT_READFUNCTION, bodyWanted))
        try set(CURLOPT_READDATA, pointer: me)
        try check(CURLOPT_SEEKFUNCTION, ccurl_set_seek_function(easy, bodyRewound))
        try set(CURLOPT_SEEKDATA, pointer: me)
        try check(CURLOPT_OPENSOCKETFUNCTION, ccurl_set_open_function(easy, socketWanted))
        try set(CURLOPT_OPENSOCKETDATA, pointer: me)
        try check(CURLOPT_PREREQFUNCTION, ccurl_set_prereq_function(easy, requestBegins))
        try set(CURLOPT_PREREQDATA, pointer: me)
        try check(CURLOPT_CLOSESOCKETFUNCTION, ccurl_set_close_function(easy, socketClosing))
        try set(CURLOPT_CLOSESOCKETDATA, pointer: Unmanaged.passUnretained(poller).toOpaque())
    }

    /// What the target's policy says. Only a policy other than the last one costs anything.
    /// `spent`: what resolving took of the timeouts.
    func apply(
        _ policy: ConnectionPolicy, spent: Milliseconds, _ settings: CurlSettings,
        poller: SocketPoller
    ) throws(OptionRefused) {
        if isLowSpeedSet {
            try set(CURLOPT_LOW_SPEED_LIMIT, 0)
            try set(CURLOPT_LOW_SPEED_TIME, 0)
            isLowSpeedSet = false
        }
        if spent <= .zero, let appliedPolicy, appliedPolicy == policy { return }
        // There is no option value that means "the system's authorities again".
        if appliedPolicy == nil || appliedPolicy?.isPlain == false {
            curl_easy_reset(easy)
            appliedURL = nil
            try applyConstants(settings, poller: poller)
        }
        appliedPolicy = nil
        func left(_ timeout: Milliseconds) -> Int {
            // 0 would mean libcurl's own default.
            Int(clamping: max(1, min(timeout.count - spent.count, Int64(Int32.max))))
        }
        try set(CURLOPT_CONNECTTIMEOUT_MS, left(policy.connectTimeout))
        try set(CURLOPT_TIMEOUT_MS, left(policy.totalTimeout))
        if !policy.isPlain {
            try applyReach(policy)
        }
        addressGuard = AddressGuard(allowed: policy.allowPrivate)
        isUnguarded = policy.unixSocket != nil || policy.proxy != nil
        if spent <= .zero { appliedPolicy = policy }
    }

    private func applyReach(_ policy: ConnectionPolicy) throws(OptionRefused) {
        if let file = policy.authorityFile {
            try set(CURLOPT_CAINFO, file)
            try set(CURLOPT_CAPATH, nil)
        }
        try set(CURLOPT_SSLCERT, policy.clientCertificateFile)
        try set(CURLOPT_SSLKEY, policy.clientKeyFile)
        if let proxy = policy.proxy { try set(CURLOPT_PROXY, proxy) }
        try set(CURLOPT_UNIX_SOCKET_PATH, policy.unixSocket)
    }
}

extension ConnectionPolicy {
    /// Nothing but timeouts and permissions differs from the defaults.
    var isPlain: Bool {
        authorityFile == nil && clientCertificateFile == nil && clientKeyFile == nil
            && proxy == nil && unixSocket == nil
    }
}
