// The target of scripts/libfuzzer, compiled into one module with Sources/Model.

/// Everything that reads a stranger's bytes. What is taken must be readable to its last value, and
/// what was written must read the same again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let document = try? JSONDocument(bytes) {
        precondition(String(validating: bytes, as: UTF8.self) != nil, "no UTF-8 was taken")
        visit(document.root)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    precondition(QueryString.decode(QueryString.encode(text)) == text)
    precondition(QueryString.value("key", in: QueryString.removing(["key"], from: text)) == nil)
    if let form = try? MessageBody.form(bytes) { visit(form.root) }
    if let trace = TraceContext(traceparent: text)?.description {
        precondition(TraceContext(traceparent: trace)?.description == trace)
    }
    if let address = IPAddress(text) {
        precondition(IPAddress(address.description) == address)
    }
    if let number = JSONNumber(text) { precondition(number == number) }
    _ = JSONPointer(text)
    _ = CloudEvent.decode(text)
    _ = Timestamp(text: text)
    return 0
}

private func visit(_ value: JSONView) {
    _ = value.scalarText
    for (key, member) in value.members {
        precondition(value.member(key) != nil)
        visit(member)
    }
    if value.kind == .array { for element in value.elements { visit(element) } }
}
