extension TargetReason {
    /// A line for people, and what they can do; empty when there is nothing to do.
    package var text: (message: String, advice: String) {
        switch self {
        case .delivered: ("the target accepted it", "")
        case .candidateFound: ("the target was asked who has this address", "")
        case .candidateNotFound:
            (
                "find_by found no candidate with this address",
                "add the candidate or the address there, then redrive; or set none: skip"
            )
        case .candidateNotUnique:
            (
                "find_by found more than one candidate with this address",
                "merge them there, then redrive; or set several: newest"
            )
        case .candidatesTooMany:
            (
                "what the vendor finds for find_by is longer than an answer may be",
                "set candidate for this one, or narrow what is searched there; then redrive"
            )
        case .headerControlByte, .urlDotSegment, .urlPartEmpty, .urlTooLong, .bodyNotJSON,
            .templateTooLarge, .messageEmpty, .identifierMissing, .identifierUnusable,
            .messageTooLong:
            rendering
        case .transformationFailed, .transformationNoOutput, .transformationNotJSON,
            .transformationLimit, .transformationUnavailable:
            transformation
        case .ambiguousFailure:
            (
                "it failed after the target may have received it, and after_ambiguous says dead",
                "look whether it arrived; if it did not, redrive it"
            )
        case .waitsForPerson:
            (
                "it failed after the target may have received it, and after_ambiguous says wait",
                "look whether it arrived; then `signalbox deliveries resend ID`, or "
                    + "`signalbox deliveries cancel ID`"
            )
        case .answerNoSuccess, .answerSaysBlock, .answerSaysDead, .answerSaysRetry: answer
        case .oauthRefused, .oauthFailed, .targetMessageRefused, .targetCandidateUnknown,
            .targetCredentialRefused,
            .targetEndpointDisabled, .targetThrottled, .targetTrouble, .targetUnexpectedAnswer:
            vendor
        case .nameNotResolved, .addressRefused, .connectionRefused, .connectTimeout, .tlsFailed,
            .timeout, .tooSlow, .connectionLost, .malformedResponse, .proxyFailed, .unsendable,
            .cancelled:
            transport
        case .slackMessageRefused, .slackThreadGone, .slackPostingForbidden, .slackChannelUnusable,
            .slackWebhookDisabled, .slackRateLimited, .slackTrouble, .slackUnexpectedAnswer:
            slack
        case .redirect, .badRequest, .conflict, .idempotencyConflict, .notAcceptable,
            .lengthRequired, .payloadTooLarge, .urlRefusedAsTooLong, .unsupportedMediaType,
            .unprocessable, .headersTooLarge, .clientError:
            refusal
        case .unauthorized, .paymentRequired, .forbidden, .notFound, .methodNotAllowed,
            .proxyAuthentication, .gone:
            endpoint
        case .requestTimeout, .tooEarly, .tooManyRequests, .serverError, .unexpectedStatus:
            passing
        }
    }

    private var rendering: (String, String) {
        switch self {
        case .headerControlByte:
            (
                "a header made from event data would hold a control character",
                "use another field in this header, or leave the header out; then redrive"
            )
        case .urlDotSegment:
            (
                "event data would make a '.' or '..' segment of the URL's path",
                "use another field in the URL; then redrive"
            )
        case .urlPartEmpty:
            (
                "a part of the URL's path is empty, because the event lacks its value",
                "set the field at the source, or let the route match only events that have it "
                    + "(exists: true)"
            )
        case .urlTooLong:
            ("the URL made from event data is too long", "use a shorter field in the URL")
        case .bodyNotJSON:
            (
                "the body's template does not make JSON of this event",
                "put values in quotes, and give those that can be missing a default: "
                    + "{{default(fields.score, \"0\")}}"
            )
        case .templateTooLarge:
            (
                "the template makes too much of this event",
                "do not loop over long lists in the template"
            )
        case .identifierMissing:
            (
                "the event does not say whom or where it is about",
                "set the field at the source (fields: ats_candidate), or let the route match only "
                    + "events that have it (exists: true); then redrive"
            )
        case .identifierUnusable:
            (
                "what should be an id holds other characters, or is too long",
                "correct the setting or the field that it is made from; then redrive"
            )
        case .messageTooLong:
            (
                "the message is larger than the vendor takes",
                "use a shorter text; then redrive"
            )
        default:
            (
                "the message's text is empty for this event",
                "add words to the text that do not depend on the event; then redrive"
            )
        }
    }

    private var transformation: (String, String) {
        let preview = "see it with `signalbox targets preview`, correct `jq`; then redrive"
        return switch self {
        case .transformationFailed: ("the jq program fails with this event", preview)
        case .transformationNoOutput: ("the jq program gives nothing for this event", preview)
        case .transformationNotJSON: ("what the jq program gives is no usable JSON", preview)
        case .transformationLimit:
            (
                "the jq program takes too much of this event",
                "look for a loop without end, and for lists that it multiplies; then redrive"
            )
        default:
            (
                "jq cannot be run now",
                "see that jq is installed, and that the system has processes, memory and time left"
            )
        }
    }

    private var transport: (String, String) {
        switch self {
        case .nameNotResolved:
            ("the target's host name cannot be resolved", "check the host in the target's url")
        case .addressRefused:
            (
                "the target's address is not public, and may not be reached",
                "if it is meant, add its network to the target: allow_private: [10.2.0.0/16]"
            )
        case .connectionRefused:
            ("the target refused the connection", "check that it runs, and its port")
        case .connectTimeout:
            ("no connection to the target in time", "check that it runs, and firewalls between")
        case .tlsFailed:
            (
                "TLS with the target failed",
                "check its certificate; for an authority of your own set the target's ca_file"
            )
        case .timeout: ("the target did not answer in time", "it may have received the message")
        case .tooSlow: ("the target answered too slowly", "it may have received the message")
        case .connectionLost:
            ("the connection broke before the answer was complete", "it may have received it")
        case .malformedResponse:
            ("the target's answer is not valid HTTP", "check that the url leads to an HTTP server")
        case .proxyFailed: ("the proxy failed", "check the target's proxy")
        case .unsendable:
            ("the request cannot be sent as it stands", "check the target's url and headers")
        default: ("the attempt was given up, because this node is stopping", "")
        }
    }

    private var answer: (String, String) {
        switch self {
        case .answerSaysBlock:
            ("the answer fits block_when", "see its answer, and what the target needs")
        case .answerSaysDead: ("the answer fits dead_when", "see its answer; then redrive")
        case .answerSaysRetry: ("the answer fits retry_when", "")
        default:
            ("the answer is a 2xx that success_when does not take", "see its answer")
        }
    }

    private var vendor: (String, String) {
        switch self {
        case .targetMessageRefused:
            ("the vendor does not take this message", "see its answer; then redrive")
        case .targetCandidateUnknown:
            (
                "the vendor knows no such candidate",
                "check the field that the id is made from; then redrive"
            )
        case .oauthRefused:
            (
                "the token endpoint gives no access token",
                "check token_url, client_id, client_secret and scope"
            )
        case .oauthFailed: ("the token endpoint could not be asked; nothing was sent", "")
        case .targetCredentialRefused:
            ("the vendor does not accept the credential", "renew it, or give it the permission")
        case .targetEndpointDisabled:
            ("the webhook is disabled or removed", "make a new one and set the target's url")
        case .targetThrottled: ("the vendor asks to send slower", "lower the target's rate")
        case .targetTrouble: ("the vendor has trouble of its own", "")
        default:
            (
                "the answer is not one that the vendor documents as success",
                "check the target's url, and that no proxy answers for it"
            )
        }
    }

    private var slack: (String, String) {
        switch self {
        case .slackMessageRefused:
            ("Slack does not take this message", "check the target's text; then redrive")
        case .slackThreadGone:
            ("the message that this one follows is gone; it becomes the first of its run", "")
        case .slackPostingForbidden:
            (
                "Slack forbids posting through this webhook",
                "ask a workspace admin to allow the app, or make a new webhook"
            )
        case .slackChannelUnusable:
            (
                "the webhook's channel is archived or gone",
                "unarchive it, or make a webhook for another channel and set the target's url"
            )
        case .slackWebhookDisabled:
            (
                "the webhook is disabled, removed or unknown to Slack",
                "make a new webhook in Slack and set the target's url"
            )
        case .slackRateLimited:
            ("Slack asks to send slower", "lower the target's rate, or merge routes")
        case .slackTrouble: ("Slack has trouble of its own", "")
        default:
            (
                "the answer is not Slack's 'ok'",
                "check that the url is a Slack incoming webhook, and no proxy answers for it"
            )
        }
    }

    private var refusal: (String, String) {
        switch self {
        case .redirect:
            (
                "the target answered with a redirect, which is never followed",
                "set the target's url to where it leads"
            )
        case .badRequest, .unprocessable:
            (
                "the target does not take this message",
                "see its answer; fix the target's body or headers, then redrive"
            )
        case .conflict:
            ("the target says it conflicts with what it has", "see its answer")
        case .idempotencyConflict:
            ("an earlier copy of this message is still being worked on", "")
        case .notAcceptable, .unsupportedMediaType:
            (
                "the target does not take this content type",
                "set the header content-type or a body for the target, then redrive"
            )
        case .lengthRequired: ("the target wants a length that it was given", "see its answer")
        case .payloadTooLarge:
            ("the message is too large for the target", "give the target a smaller body")
        case .urlRefusedAsTooLong:
            ("the URL is too long for the target", "use shorter fields in the target's url")
        case .headersTooLarge:
            ("the headers are too large for the target", "shorten forward_headers and headers")
        default: ("the target refused this message", "see its answer; then redrive")
        }
    }

    private var endpoint: (String, String) {
        switch self {
        case .unauthorized: ("the target does not accept the credential", "renew it")
        case .paymentRequired: ("the target asks for payment", "check the account's plan")
        case .forbidden:
            ("the target forbids it", "check the credential's permissions, and address allow-lists")
        case .notFound:
            ("the target knows no such address", "check the target's url")
        case .methodNotAllowed:
            ("the target does not take this method here", "check the target's url and method")
        case .proxyAuthentication:
            ("the proxy wants a credential", "put it into the target's proxy setting")
        default: ("the target's endpoint is gone for good", "set a new url, or remove the target")
        }
    }

    private var passing: (String, String) {
        switch self {
        case .requestTimeout: ("the target gave up waiting for the request", "")
        case .tooEarly: ("the target does not want it yet", "")
        case .tooManyRequests:
            ("the target asks to send slower", "set or lower the target's rate")
        case .serverError: ("the target has trouble of its own", "")
        default:
            ("the target answered with a status without meaning", "check what answers at its url")
        }
    }
}
