package import Model

/// A request as people may see it: secrets became `•••`. Never sent.
package struct RequestPreview: Equatable, Sendable {
    package let method: String
    package let url: String
    package let headers: [Header]
    package let body: [UInt8]
    /// The request that would be sent before it; one at most.
    package var lookup: [RequestPreview] = []

    package struct Header: Equatable, Sendable {
        package let name: String
        package let value: String
    }
}

extension Target {
    /// What would be sent, for people who see the event. Does what an attempt does, short of
    /// sending.
    package func preview(of context: AttemptContext) -> Result<RequestPreview, RenderFailure> {
        lookup(for: context).flatMap { lookup in
            request(for: context).map { request in
                var preview = preview(request)
                if let lookup { preview.lookup = [self.preview(lookup.request)] }
                return preview
            }
        }.mapError(\.withValues)
    }

    private func preview(_ request: OutboundRequest) -> RequestPreview {
        let needles = kind.secrets.needles
        func shown(_ text: String) -> String {
            String(decoding: Snippet.redacted(Array(text.utf8), needles), as: UTF8.self)
        }
        return RequestPreview(
            method: request.method, url: shown(request.url),
            headers: request.headers.fields.map {
                .init(name: $0.name, value: shown($0.value))
            }, body: Snippet.redacted(request.body, needles))
    }
}

extension RequestPreview {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("method", method)
            json.member("url", url)
            json.key("headers")
            json.array { json in
                for header in headers {
                    json.object { json in
                        json.member("name", header.name)
                        json.member("value", header.value)
                    }
                }
            }
            json.members(ofBody: body)
        }
    }
}

extension Result where Success == RequestPreview, Failure == RenderFailure {
    /// The member `request`, or `failure` with its code, message and advice.
    package func writeMember(to json: inout JSONWriter) {
        switch self {
        case .success(let preview):
            for lookup in preview.lookup {
                json.key("lookup")
                lookup.write(to: &json)
            }
            json.key("request")
            preview.write(to: &json)
        case .failure(let failure):
            json.key("failure")
            json.object { json in
                json.member("code", failure.reason.code)
                json.member("message", failure.reason.message)
                json.member("advice", failure.reason.advice)
            }
        }
    }
}
