import HTTPTypes
import HummingbirdCore
import Logging
import Model
import NIOCore
import Telemetry

/// Answers admin requests of one listener: guard, health, metrics, then the API on a worker thread.
struct AdminResponder: Sendable {
    let services: AdminServices
    let gatekeeper: AdminGuard
    /// What is written down as the one who did it.
    let caller: String

    func respond(to request: Request) async -> Response {
        let target = request.head.path ?? "/"
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(halves[0])
        let call = AdminGuard.Call(
            path: path, host: request.head.authority,
            origin: request.headers[.origin], authorization: request.headers[.authorization])
        if let refusal = gatekeeper.refusal(call) {
            return response(refusal.response, to: request)
        }
        switch path {
        case "/healthz": return text(200, "ok\n", to: request)
        case "/readyz":
            let isReady = services.isReady()
            return text(isReady ? 200 : 503, isReady ? "ready\n" : "not ready\n", to: request)
        case "/metrics":
            return response(
                AdminResponse(
                    contentType: PrometheusText.contentType, body: services.metrics()),
                to: request)
        default:
            return response(
                await answer(request, path, halves.count > 1 ? String(halves[1]) : ""), to: request)
        }
    }

    private static let apiKey = HTTPField.Name("apiKey")

    private func answer(_ request: Request, _ path: String, _ query: String) async -> AdminResponse
    {
        let body: ByteBuffer
        let bytesMax =
            path == "/api/plan" ? Limits.adminConfigurationBytesMax : Limits.adminBodyBytesMax
        do {
            body = try await request.body.collect(upTo: bytesMax)
        } catch is NIOTooManyBytesError {
            return AdminProblem(
                413, .bodyTooLarge, "the body is longer than \(bytesMax) bytes"
            ).response
        } catch {
            return AdminProblem(400, .invalidBody, "the body did not arrive whole").response
        }
        let call = AdminRequest(
            method: request.method.rawValue, path: path, query: query,
            body: Array(body.readableBytesView), caller: caller,
            apiKey: Self.apiKey.flatMap { request.headers[$0] })
        let api = services.api
        guard let answer = await services.workers.run({ api.call(call) }) else {
            return AdminProblem(
                503, .busy, "too many admin calls wait already",
                headers: HeaderList(["Retry-After": "1"])
            ).response
        }
        if call.method != "GET" {
            // Ids and names of targets are no secrets; the query could be anything.
            services.logger.info(
                "admin call",
                metadata: [
                    "method": "\(call.method)", "path": "\(path)", "by": "\(caller)",
                    "status": "\(answer.status)",
                ])
        }
        return answer
    }

    private func text(_ status: Int, _ text: String, to request: Request) -> Response {
        response(
            AdminResponse(status: status, contentType: "text/plain", body: Array(text.utf8)),
            to: request)
    }

    private func response(_ answer: AdminResponse, to request: Request) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        headers[.date] = services.api.clock.now.httpDate
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        for field in answer.headers.fields {
            if let name = HTTPField.Name(field.name) { headers[name] = field.value }
        }
        headers[.contentLength] = String(answer.body.count)
        let body =
            request.method == .head
            ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        return Response(
            status: .init(code: answer.status), headers: headers, body: body)
    }
}
