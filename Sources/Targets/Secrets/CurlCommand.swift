import FoundationEssentials
import Model

/// A shell command that repeats a request with curl.
///
/// Run by `/bin/sh` with the variables set it sends the same method, URL, headers and bytes. Signed
/// requests carry the signature of their time, which a receiver takes for some minutes only.
struct CurlCommand {
    let text: String

    init(_ request: OutboundRequest, secrets: SecretTexts, target: String) {
        let hidden = secrets.items.map { item in
            (text: item.text, variable: ShellText.variable(target, item.variable))
        }
        func word(_ text: String) -> String { ShellText.word(text, secrets: hidden) }
        var words = ["curl", "--globoff", "--path-as-is", "--request", word(request.method)]
        for field in request.headers.fields {
            // curl takes `Name;` for an empty value; `Name:` would remove the header.
            let header = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            words += ["--header", word(header)]
        }
        // What curl would add by itself.
        if request.headers["content-type"] == nil { words += ["--header", "'Content-Type:'"] }
        if request.headers["accept"] == nil { words += ["--header", "'Accept:'"] }
        words += ["--header", "'Expect:'"]
        let hasBody = !request.body.isEmpty || request.method != "GET"
        if hasBody { words += ["--data-binary", "@-"] }
        words += ["--url", word(request.url)]
        let command = words.joined(separator: " ")
        text = hasBody ? "\(Self.source(of: request.body, word)) | \(command)" : command
    }

    /// Text goes through `printf`, which takes no NUL; other bytes, and control characters that a
    /// terminal would act on when pasted, through base64.
    private static func source(of body: [UInt8], _ word: (String) -> String) -> String {
        if let text = String(validating: body, as: UTF8.self),
            body.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x09 })
        {
            return "printf %s \(word(text))"
        }
        return "printf %s \(ShellText.quoted(Data(body).base64EncodedString())) | base64 -d"
    }
}
