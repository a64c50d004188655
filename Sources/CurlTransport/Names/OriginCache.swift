/// The origins of URLs, each with what is known of its name. Confined to a transport's thread.
///
/// Origins come from configuration, so there are few of them; the path and query of a URL may
/// differ with every delivery.
struct OriginCache {
    /// Far more than targets have origins.
    static let countMax = 4096
    /// Entries that were not used for so long may go: no transfer that began with them still
    /// connects.
    static let idleMicroseconds: Int64 = 600_000_000

    /// One origin in this transport.
    final class Entry {
        let origin: RequestOrigin
        /// The newest answer of the resolver pool; nil before the first.
        var resolved: ResolvedName?
        /// The generation of the answer that libcurl's own cache holds; 0: none.
        var loadedGeneration: UInt64 = 0
        var usedAtMicroseconds: Int64 = 0
        /// It is not in the cache any more, and must not be used for another transfer.
        fileprivate(set) var isRetired = false

        init(_ origin: RequestOrigin) { self.origin = origin }
    }

    /// Whole URLs kept in the form that libcurl reads them into. Those of most targets never
    /// change; where each delivery has its own, all are forgotten when there are too many.
    static let urlsMax = 512

    private var known: [Substring: Entry] = [:]
    private var urls: [String: KnownURL] = [:]

    /// What is known of a URL, checked as a whole.
    mutating func known(
        _ url: String, now: Int64, retired: (RequestOrigin) -> Void
    ) throws(RequestOrigin.Problem) -> KnownURL {
        if let known = urls[url] {
            known.entry.usedAtMicroseconds = now
            return known
        }
        let known = KnownURL(url, try entry(of: url, now: now, retired: retired))
        if urls.count >= Self.urlsMax { urls = [:] }
        urls[url] = known
        return known
    }

    /// Checks the whole URL, and finds its origin. Beyond `countMax` the idle ones are passed to
    /// `retired`: libcurl's cache still holds them.
    mutating func entry(
        of url: String, now: Int64, retired: (RequestOrigin) -> Void
    ) throws(RequestOrigin.Problem) -> Entry {
        let text = url[..<(try Self.authorityEnd(url))]
        if let entry = known[text] {
            entry.usedAtMicroseconds = now
            return entry
        }
        let entry = Entry(try RequestOrigin(text))
        entry.usedAtMicroseconds = now
        if known.count >= Self.countMax {
            for (key, old) in known where now - old.usedAtMicroseconds > Self.idleMicroseconds {
                known[key] = nil
                old.isRetired = true
                if old.loadedGeneration > 0 { retired(old.origin) }
            }
            urls = [:]
        }
        known[Substring(String(text))] = entry
        return entry
    }

    /// Where path, query or fragment begin. Bytes that a URL cannot hold are refused.
    private static func authorityEnd(
        _ url: String
    ) throws(RequestOrigin.Problem) -> String.Index {
        var url = url
        let end = url.withUTF8 { bytes -> Int? in
            var slashes = 0
            var end: Int?
            for (index, byte) in bytes.enumerated() {
                guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") else { return nil }
                guard end == nil else { continue }
                if byte == UInt8(ascii: "/") { slashes += 1 }
                if slashes == 3 || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") {
                    end = index
                }
            }
            return end ?? bytes.count
        }
        guard let end else {
            throw RequestOrigin.Problem(
                "the URL holds a space, a backslash, a control or a non-ASCII character; "
                    + "percent-encode it")
        }
        return url.utf8.index(url.utf8.startIndex, offsetBy: end)
    }
}
