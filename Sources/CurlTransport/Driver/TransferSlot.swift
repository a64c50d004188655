import CCurl
import Engine
import Model

/// A place for one transfer: an easy handle that is used again and again, and what its callbacks
/// recorded. Confined to the transport's thread; the callbacks reach it by its address, so it
/// lives as long as its handle.
final class TransferSlot {
    enum State: Equatable {
        case free
        /// Waits for the resolver pool. Becomes `running`, or completes.
        case resolving(name: String, deadlineMicroseconds: Int64)
        /// libcurl has it. Completes.
        case running
    }

    let index: Int
    let easy: UnsafeMutableRawPointer
    /// Those of the request.
    private(set) var limits: ResponseReader.Limits
    private let usualLimits: ResponseReader.Limits
    /// libcurl writes its error text here.
    let errorText: UnsafeMutablePointer<CChar>
    let headerBlock = HeaderBlock()
    let bodyCopy = BodyCopy()

    var state = State.free
    /// Tells this use of the slot from earlier ones.
    var generation: UInt32 = 0
    var token = TransferToken(0)
    var request: OutboundRequest?
    var startedMicroseconds: Int64 = 0
    /// From the start until the name was resolved.
    var resolvedMicroseconds: Int64 = 0
    /// The request's URL; stays when the slot is free, since the next request often has the same.
    var url: KnownURL?
    /// The URL that the handle has.
    var appliedURL: KnownURL?
    /// Whose name was resolved: the URL's, or the proxy's.
    var entry: OriginCache.Entry?
    /// What `CURLOPT_RESOLVE` holds, and the generation of the answer in it; 0: nothing.
    var resolveList: UnsafeMutablePointer<curl_slist>?
    var resolveGeneration: UInt64 = 0

    /// The policy whose options the handle has; nil: none that a transfer could use as it is.
    var appliedPolicy: ConnectionPolicy?
    var isLowSpeedSet = false

    // Recorded by callbacks.
    var addressGuard = AddressGuard() { didSet { lastAllowed = nil } }
    /// An address that the guard as it is now has allowed.
    var lastAllowed: IPAddress?
    /// Nobody's address is to be checked: a Unix socket or a proxy, which people name themselves.
    var isUnguarded = false
    var reader = ResponseReader()
    var requestBegan = false
    var triedAddress = false
    var refusal: AddressGuard.Refusal?
    var uploaded = 0

    init?(index: Int, limits: ResponseReader.Limits) {
        guard let easy = curl_easy_init() else { return nil }
        self.index = index
        self.easy = easy
        self.limits = limits
        usualLimits = limits
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        if let resolveList { curl_slist_free_all(resolveList) }
        errorText.deallocate()
    }

    /// What `CURLOPT_PRIVATE` carries.
    var mark: UInt { UInt(generation) << 32 | UInt(index) }

    var libraryText: String { String(cString: errorText) }

    /// Before each use.
    func begin(_ request: OutboundRequest, token: TransferToken, now: Int64) {
        precondition(state == .free)
        generation &+= 1
        self.token = token
        self.request = request
        limits = usualLimits
        if let wanted = request.answerBytes {
            limits.snippetBytes = wanted
            // One more shows that the answer is longer.
            limits.readBytesMax = max(wanted + 1, limits.readBytesMax)
        }
        startedMicroseconds = now
        resolvedMicroseconds = 0
        reader = ResponseReader()
        requestBegan = false
        triedAddress = false
        refusal = nil
        uploaded = 0
        errorText[0] = 0
    }

    /// After each use, when the handle has left the multi handle.
    func end() {
        if let resolveList {
            _ = ccurl_set_list(easy, CURLOPT_RESOLVE, nil)
            curl_slist_free_all(resolveList)
            self.resolveList = nil
        }
        bodyCopy.shrink()
        resolveGeneration = 0
        entry = nil
        request = nil
        reader = ResponseReader()
        state = .free
    }
}
