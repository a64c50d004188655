import CCurl

/// libcurl's process-wide part.
enum CurlLibrary {
    /// Initialised once, by whichever thread comes first; never given back, since other libraries
    /// of the process may use libcurl too. https://curl.se/libcurl/c/curl_global_init.html
    private static let initialisation: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    static func prepare() throws(CurlTransportError) {
        guard initialisation == CURLE_OK else {
            throw .library(detail: text(initialisation))
        }
    }

    /// libcurl's own words for a code; they hold nothing of the request.
    static func text(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
    static func text(_ code: CURLMcode) -> String { String(cString: curl_multi_strerror(code)) }
}

extension CURLcode {
    /// For options whose refusal would mean another libcurl than the one this was built for.
    func orThrow(_ option: String) throws(CurlTransportError) {
        guard self == CURLE_OK else {
            throw .library(detail: "\(option): \(CurlLibrary.text(self))")
        }
    }
}

extension CURLMcode {
    func orThrow(_ option: String) throws(CurlTransportError) {
        guard self == CURLM_OK else {
            throw .library(detail: "\(option): \(CurlLibrary.text(self))")
        }
    }
}
