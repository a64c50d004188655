import Model
import NIOCore
import NIOHTTP1
import NIOSSL
import Store

/// Carries the requests of one connection through the pipeline, one after the other.
///
/// `@unchecked Sendable`: touched only by the thread of its channel's event loop.
final class IngressHandler: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Between two requests.
        case idle
        /// The body is coming. Becomes waiting at its end, or skipping when it is refused.
        case reading(AdmittedRequest)
        /// Answered before its end: what is left of the request is dropped. Becomes idle.
        case skipping
        /// With the store. Becomes idle with the answer.
        case waiting
        /// The last answer was written.
        case closing
    }

    /// What the store has.
    private struct Pending {
        let admitted: AdmittedRequest
        let id: EventID
        /// All of a batch's; empty for one event.
        var ids: [EventID] = []
        /// Its share of the budget for bodies.
        let held: Int
    }

    private let pipeline: IngressPipeline
    private let dates: DateHeader
    private let channel: any Channel
    private let eventLoop: any EventLoop
    /// Who the connection is with; looked up once.
    private lazy var peer = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0)?.plain }
    private var context: ChannelHandlerContext?
    private var state = State.idle
    private var pending: Pending?
    /// While the store has a request, what comes is kept, and then nothing more is read.
    private var ahead = PartsAhead()
    private var wantsRead = false
    /// The body as far as it came, and how much of the budget it holds.
    private var body: [UInt8] = []
    private var reserved = 0
    /// Of the request under way: no other one follows it; its answer has no body.
    private var isLast = false
    private var isHead = false
    /// HTTP/1.0 must be told that the connection stays.
    private var saysKeepAlive = false
    /// Used again for each answer: its text, and what is sent, once the last one has gone.
    private var text: [UInt8] = []
    private var sent: ByteBuffer
    /// The last part of a request, or the last answer.
    private var lastActivity = NIODeadline.now()
    private var hasNews = false
    private var silenceCheck: Scheduled<Void>?

    init(pipeline: IngressPipeline, dates: DateHeader, channel: any Channel) {
        self.pipeline = pipeline
        self.dates = dates
        self.channel = channel
        eventLoop = channel.eventLoop
        sent = channel.allocator.buffer(capacity: 0)
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { watch() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        watch()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        silenceCheck?.cancel()
        if case .reading(let admitted) = state {
            _ = pipeline.refuse(.incompleteBody, admitted)
            dropBody()
        }
        // What is with the store gives its share of the budget back when it comes from there.
        state = .closing
        ahead.removeAll()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: inputClosed()
        case is ChannelShouldQuiesceEvent: quiesce()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func inputClosed() {
        switch state {
        // Its sender still listens for the answer.
        case .waiting: if ahead.isEmpty { isLast = true } else { ahead.append(.closed) }
        case .closing: break
        case .idle, .reading, .skipping: context?.close(promise: nil)
        }
    }

    /// The server stops: the request under way is the last one.
    private func quiesce() {
        isLast = true
        ahead.removeAll()
        if case .idle = state { context?.close(promise: nil) }
    }

    /// No HTTP, or not any more: the decoder gives nothing more.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // It comes behind what was told already.
        if case ByteToMessageDecoderError.dataReceivedInErrorState = error { return }
        // A sender that ended without the words of TLS. That nothing was cut off shows in the
        // request's own length; the end itself is told next.
        if case NIOSSLError.uncleanShutdown = error { return }
        if case NIOSSLError.handshakeFailed(let why) = error { pipeline.noHandshake("\(why)") }
        guard error is HTTPParserError else {
            isLast = true
            return context.close(promise: nil)
        }
        if case .waiting = state { return ahead.append(.malformed) }
        malformed()
    }

    private func malformed() {
        isLast = true
        switch state {
        case .idle: write(IngressAnswer(status: 400), isAtEnd: true)
        case .reading(let admitted):
            dropBody()
            write(pipeline.refuse(.incompleteBody, admitted), isAtEnd: true)
        case .skipping, .waiting, .closing: break
        }
        context?.close(promise: nil)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .waiting = state { return ahead.append(part) }
        hasNews = true
        take(part)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasNews {
            hasNews = false
            lastActivity = .now()
        }
        context.fireChannelReadComplete()
    }

    /// Senders nearly never have more to say before the answer: only when one does is the kernel
    /// told to hold the rest, which costs two system calls.
    func read(context: ChannelHandlerContext) {
        guard ahead.isEmpty else { return wantsRead = true }
        context.read()
    }

    /// After an answer: what came meanwhile is next.
    private func goOn() {
        if ahead.isEmpty, !wantsRead { return }
        while true {
            switch state {
            case .waiting: return
            case .closing: return ahead.removeAll()
            case .idle, .reading, .skipping: break
            }
            guard let part = ahead.next() else { break }
            take(part)
        }
        switch ahead.takeEnd() {
        case .none: break
        case .closed: inputClosed()
        case .malformed: malformed()
        }
        guard wantsRead else { return }
        wantsRead = false
        context?.read()
    }

    // MARK: Requests

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): begin(head)
        case .body(let part):
            if case .reading(let admitted) = state { read(part, admitted) }
        case .end:
            switch state {
            case .reading(let admitted): finish(admitted)
            case .skipping:
                state = .idle
                if isLast { context?.close(promise: nil) }
            case .idle, .waiting, .closing: break
            }
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        guard case .idle = state else { return }
        isLast = !head.isKeepAlive
        isHead = head.method == .HEAD
        saysKeepAlive = head.version.minor == 0 && head.isKeepAlive
        let request = IngressRequest(head, peer: peer)
        let waitsForLeave = request.headers["expect"]?.lowercased() == "100-continue"
        switch pipeline.admit(request) {
        case .answer(var answer):
            // What is left of a request is skipped; that must come to an end. And who waits for
            // leave may send its next request instead (RFC 9110 section 10.1.1).
            let unread = request.isChunked ? Int.max : request.contentLength ?? 0
            if unread > (waitsForLeave ? 0 : pipeline.limits.skippedBytesMax) {
                answer.closesConnection = true
            }
            write(answer, isAtEnd: false)
        case .read(let admitted):
            state = .reading(admitted)
            // Without it curl waits a second before a large body.
            if waitsForLeave, let context {
                let leave = ByteBuffer(string: AnswerBytes.leave)
                context.writeAndFlush(wrapOutboundOut(leave), promise: nil)
            }
        }
    }

    private func read(_ part: ByteBuffer, _ admitted: AdmittedRequest) {
        let bytes = part.readableBytesView
        guard body.count + bytes.count <= admitted.bodyBytesMax else {
            return refuse(.bodyTooLarge, admitted)
        }
        guard pipeline.bodies.reserve(bytes.count) else { return refuse(.tooManyBodies, admitted) }
        reserved += bytes.count
        // Silence is the connection's to notice; this is for those who dribble.
        guard pipeline.clock.now - admitted.startedAt <= pipeline.limits.requestTime else {
            return refuse(.requestTimeout, admitted)
        }
        if body.isEmpty {
            // Exactly as much as was announced, but not before something came.
            body.reserveCapacity(max(admitted.contentLength ?? 0, bytes.count))
        }
        body.append(contentsOf: bytes)
    }

    private func refuse(_ refusal: Refusal, _ admitted: AdmittedRequest) {
        dropBody()
        write(pipeline.refuse(refusal, admitted), isAtEnd: false)
    }

    private func finish(_ admitted: AdmittedRequest) {
        let whole = body
        body = []
        let held = reserved
        reserved = 0
        state = .waiting
        switch pipeline.prepare(admitted, body: whole) {
        case .answer(let answer):
            pipeline.bodies.release(held)
            write(answer, isAtEnd: true)
        case .append(let planned):
            pending = Pending(admitted: admitted, id: planned.event.id, held: held)
            pipeline.store.append(AppendUnit([planned])) { [self] result in
                eventLoop.execute { [self] in answer(result) }
            }
        case .appendAll(let planned):
            let ids = planned.map(\.event.id)
            pending = Pending(admitted: admitted, id: ids[0], ids: ids, held: held)
            pipeline.store.append(AppendUnit(planned)) { [self] result in
                eventLoop.execute { [self] in answer(result) }
            }
        }
    }

    private func dropBody() {
        body = []
        pipeline.bodies.release(reserved)
        reserved = 0
    }

    // MARK: Answers

    private func answer(_ result: Result<[AppendResult], StoreError>) {
        guard let pending else { preconditionFailure("an answer to no request") }
        self.pending = nil
        pipeline.bodies.release(pending.held)
        let answer =
            pending.ids.isEmpty
            ? pipeline.answer(result, pending.admitted, id: pending.id)
            : pipeline.answer(result, pending.admitted, ids: pending.ids)
        write(answer, isAtEnd: true)
        goOn()
    }

    /// `isAtEnd`: all of the request has come.
    private func write(_ answer: IngressAnswer, isAtEnd: Bool) {
        if case .closing = state { return }
        guard let context else { return }
        let closes = answer.closesConnection || isLast
        state = closes ? .closing : isAtEnd ? .idle : .skipping
        lastActivity = .now()
        text.removeAll(keepingCapacity: true)
        AnswerBytes(
            answer: answer, date: dates.text(at: pipeline.clock.now),
            connection: closes ? "close" : saysKeepAlive ? "keep-alive" : nil, omitsBody: isHead
        ).append(to: &text)
        sent.clear()
        sent.writeBytes(text)
        guard closes else {
            return context.writeAndFlush(wrapOutboundOut(sent), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(sent), promise: written)
        let lingers = answer.closesConnection && !isAtEnd
        let linger = TimeAmount.milliseconds(pipeline.limits.lingerTime.count)
        written.futureResult.whenComplete { [channel] _ in
            guard lingers else { return channel.close(promise: nil) }
            // Half closed first: closing with unread bytes would reset the connection, and the
            // sender would see that instead of the answer.
            channel.close(mode: .output, promise: nil)
            channel.eventLoop.scheduleTask(in: linger) { channel.close(promise: nil) }
        }
    }

    // MARK: Silence

    /// A connection that is silent, or dribbles a head, for `requestTime` is closed.
    private func watch() {
        guard silenceCheck == nil else { return }
        checkSilence(at: lastActivity)
    }

    private func checkSilence(at begin: NIODeadline) {
        let limit = TimeAmount.milliseconds(pipeline.limits.requestTime.count)
        silenceCheck = eventLoop.scheduleTask(deadline: begin + limit) { [self] in
            let now = NIODeadline.now()
            if case .waiting = state { return checkSilence(at: now) }
            guard now - lastActivity >= limit else { return checkSilence(at: lastActivity) }
            channel.close(promise: nil)
        }
    }
}
