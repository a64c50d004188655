import HTTPTypes
package import Hummingbird
import Model
import NIOCore

/// Carries one request through the pipeline.
package struct IngressResponder: HTTPResponder {
    private let pipeline: IngressPipeline

    package init(pipeline: IngressPipeline) { self.pipeline = pipeline }

    package func respond(to request: Request, context: IngressContext) async throws -> Response {
        let head = Self.head(of: request)
        var answer: IngressAnswer
        switch pipeline.admit(head) {
        case .answer(let early):
            answer = early
            // The server skips what is left of a request; that must come to an end.
            let unread = head.isChunked ? Int.max : head.contentLength ?? 0
            if unread > pipeline.limits.skippedBytesMax { answer.closesConnection = true }
        case .read(let admitted):
            answer = await read(admitted, request.body)
        }
        // RFC 9110 section 9.3.2.
        if request.method == .head { answer.body = [] }
        return response(answer, on: context.channel)
    }

    private func read(_ admitted: AdmittedRequest, _ parts: RequestBody) async -> IngressAnswer {
        var body: [UInt8] = []
        var reserved = 0
        defer { pipeline.bodies.release(reserved) }
        do {
            for try await part in parts {
                let bytes = part.readableBytesView
                guard body.count + bytes.count <= admitted.bodyBytesMax else {
                    return pipeline.refuse(.bodyTooLarge, source: admitted.source)
                }
                guard pipeline.bodies.reserve(bytes.count) else {
                    return pipeline.refuse(.tooManyBodies, source: admitted.source)
                }
                reserved += bytes.count
                if body.isEmpty {
                    // Exactly as much as was announced, but not before something came.
                    body.reserveCapacity(max(admitted.contentLength ?? 0, bytes.count))
                }
                body.append(contentsOf: bytes)
                // Silence is the connection's to notice; this is for those who dribble.
                guard pipeline.clock.now - admitted.startedAt <= pipeline.limits.requestTime else {
                    return pipeline.refuse(.requestTimeout, source: admitted.source)
                }
            }
        } catch {
            return pipeline.refuse(.incompleteBody, source: admitted.source)
        }
        return await pipeline.accept(admitted, body: body)
    }

    private static func head(of request: Request) -> IngressRequest {
        var fields: [HeaderList.Field] = []
        fields.reserveCapacity(request.headers.count + 1)
        if let authority = request.head.authority {
            fields.append(.init(name: "host", value: authority))
        }
        for field in request.headers {
            fields.append(.init(name: field.name.canonicalName, value: field.value))
        }
        return IngressRequest(
            method: request.method.rawValue, path: request.uri.path,
            query: request.uri.query ?? "", headers: HeaderList(fields),
            contentLength: request.headers[.contentLength].flatMap { Int($0) })
    }

    private func response(_ answer: IngressAnswer, on channel: any Channel) -> Response {
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers[name] = header.value }
        }
        let status = HTTPResponse.Status(code: answer.status)
        let buffer = ByteBuffer(bytes: answer.body)
        guard answer.closesConnection else {
            return Response(
                status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
        }
        headers[.connection] = "close"
        let linger = TimeAmount.milliseconds(pipeline.limits.lingerTime.count)
        let body = ResponseBody(contentLength: buffer.readableBytes) { writer in
            try await writer.write(buffer)
            try await writer.finish(nil)
            // Half closed first: closing with unread bytes would reset the connection, and the
            // sender would see that instead of the answer.
            channel.close(mode: .output, promise: nil)
            channel.eventLoop.scheduleTask(in: linger) { channel.close(promise: nil) }
        }
        return Response(status: status, headers: headers, body: body)
    }
}
