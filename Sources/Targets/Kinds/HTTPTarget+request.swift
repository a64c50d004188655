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
        case .tree(let tree): bytes = try tree.bytes(TemplateContext.made(&words, context))
        case .transformation(let transformation): bytes = try transformation.bytes(context)
        }
        forwarding.append(to: &fields, event)
        if let oauth {
            let field = oauth.field(context.access)
            fields.append(field.name, field.value)
        }
        let webhookID = OwnHeaders.append(to: &fields, context)
        if let signer {
            fields.append("webhook-timestamp", String(context.now.seconds))
            fields.append("webhook-signature") {
                signer.appendSignature(
                    to: &$0, id: webhookID, timestamp: context.now, body: bytes)
            }
        }
        if let codeSigner { try sign(codeSigner, &fields, bytes, webhookID, context.now) }
        messageSigning?.append(to: &fields, method: method, url: address, body: bytes, context)
        return OutboundRequest(
            method: method, url: address, packedHeaders: fields, body: bytes,
            connection: connection)
    }

    private func sign(
        _ signer: RequestSigner, _ fields: inout PackedHeaders, _ body: [UInt8], _ id: String,
        _ now: Timestamp
    ) throws(RenderFailure) {
        do throws(VerificationError) {
            let credentials = try signer.credentials(
                body: body, method: method, headers: fields.list, id: id, at: now)
            // The id stands in `webhook-id` on every request.
            for field in credentials.headers.fields
            where !HeaderList.equal(field.name, "webhook-id") {
                fields.append(field.name, field.value)
            }
        } catch {
            preconditionFailure("a signer that was checked refuses: \(error)")
        }
    }

    func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        if let answers { return answers.outcome(of: response, now: now) }
        if (200...299).contains(response.status) { return .delivered }
        return StatusVerdict.outcome(of: response, now: now)
    }
}
