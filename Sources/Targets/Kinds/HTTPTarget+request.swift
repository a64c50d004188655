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
        var fields = PackedHeaders()
        // Most have what one more such event's headers take; more only costs another allocation.
        fields.reserve(
            bytes: fixedFields.weight + OwnHeaders.bytes + 128,
            fields: fixedFields.count + templatedHeaders.count + OwnHeaders.count + 4)
        fields.append(contentsOf: fixedFields)
        for header in templatedHeaders {
            if let value = try header.value(&words, context) {
                fields.append(header.name, value)
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
            fields.append("webhook-timestamp", String(context.now.seconds))
            fields.append("webhook-signature") {
                signer.appendSignature(
                    to: &$0, id: webhookID, timestamp: context.now, body: bytes)
            }
        }
        return OutboundRequest(
            method: method, url: address, packedHeaders: fields, body: bytes,
            connection: connection)
    }

    func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        if (200...299).contains(response.status) { return .delivered }
        return StatusVerdict.outcome(of: response, now: now)
    }
}
