import CCurl

/// A URL whose origin was checked, in the form that libcurl reads it into. Confined to a
/// transport's thread. Lives as long as an easy handle refers to it.
final class KnownURL {
    let text: String
    let entry: OriginCache.Entry
    /// Nil: libcurl does not understand the URL; it will say so itself.
    let parsed: OpaquePointer?

    init(_ text: String, _ entry: OriginCache.Entry) {
        self.text = text
        self.entry = entry
        // As an easy handle would with the options that are always set: the path as it is written.
        let flags = UInt32(CURLU_PATH_AS_IS) | UInt32(CURLU_DISALLOW_USER)
        let handle = curl_url()
        if let handle, curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK {
            parsed = handle
        } else {
            curl_url_cleanup(handle)
            parsed = nil
        }
    }

    deinit { curl_url_cleanup(parsed) }
}
