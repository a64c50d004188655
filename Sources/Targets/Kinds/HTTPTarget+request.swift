import Model
import Verification

extension HTTPTarget: OutboundKind {
    func request(
        _ context: AttemptContext, _ connection: ConnectionPolicy
    ) throws(RenderFailure) -> OutboundRequest {
        let event = context.event
        // Made only when a template is there to read it.
        var words: TemplateContext?
        let address = try url.text(&words, context)
        var fields: [HeaderList.Field] = []
        fields.reserveCapacity(staticFields.count + templatedHeaders.count + 14)
        fields.append(contentsOf: staticFields)
        for header in templatedHeaders {
            if let value = try header.value(&words, context) {
                fields.append(.init(name: header.name, value: value))
            }
        }
        let bytes: [UInt8]
        switch body {
        case .original: bytes = method == "GET" ? [] : event.body
        case .template(let template): bytes = try template.bytes(&words, context)
        }
        forwarding.append(to: &fields, event)
        let webhookID = OwnHeaders.append(to: &fields, context)
        if let signer {
            fields.append(.init(name: "webhook-timestamp", value: String(context.now.seconds)))
            fields.append(
                .init(
                    name: "webhook-signature",
                    value: signer.signature(id: webhookID, timestamp: context.now, body: bytes)))
        }
        return OutboundRequest(
            method: method, url: address, headers: HeaderList(fields), body: bytes,
            connection: connection)
    }

    func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        if (200...299).contains(response.status) { return .delivered }
        return StatusVerdict.outcome(of: response, now: now)
    }
}
