import Model
import Telemetry
import Testing

@Suite("Trace context")
struct TraceContextTests {
    private static let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a valid traceparent is read and written back")
    func roundTrip() throws {
        let context = try #require(TraceContext(traceparent: Self.valid))
        #expect(context.description == Self.valid)
        #expect(context.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(context.parent == 0x00f0_67aa_0ba9_02b7)
        #expect(context.isSampled)
    }

    @Test(
        "what is not a traceparent begins a new trace",
        arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            // Version 00 is exactly 55 characters.
            valid + "-", valid + "-extra", valid + "0",
            // ff is no version; ids are not zero; digits are lower case.
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7.01",
            " " + valid, valid + " ",
            // A higher version may go on, but only after a dash.
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        ])
    func invalid(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test(
        "a higher version is read as far as it is known, and passed on as 00",
        arguments: [
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-ever.comes",
            "fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fd-",
        ])
    func higherVersions(text: String) {
        #expect(TraceContext(traceparent: text)?.description == Self.valid)
    }

    @Test("a child keeps the trace and its flags, with a parent of its own")
    func child() throws {
        let context = try #require(TraceContext(traceparent: Self.valid))
        let child = context.child()
        #expect(child.traceID == context.traceID)
        #expect(child.flags == context.flags)
        #expect(child.parent != context.parent)
    }

    @Test("a new trace can be read by others and differs from the next")
    func make() {
        let first = TraceContext.make(sampled: true)
        #expect(TraceContext(traceparent: first.description) == first)
        #expect(first.isSampled)
        #expect(TraceContext.make().traceID != TraceContext.make().traceID)
    }

    @Test("a short tracestate is joined and passed on whole")
    func traceState() {
        let headers = HeaderList(["tracestate": "rojo=00f0, congo=t61 ", "TraceState": "a@b=1"])
        #expect(TraceState.bounded(headers) == "rojo=00f0,congo=t61,a@b=1")
        #expect(TraceState.bounded(HeaderList()) == nil)
    }

    @Test("a long tracestate loses its long members first, then its end")
    func longTraceState() {
        let long = "long=" + String(repeating: "x", count: 200)
        let members = (0..<4).map { "k\($0)=" + String(repeating: "y", count: 100) }
        let bounded = TraceState.bounded(
            HeaderList(["tracestate": ([long] + members).joined(separator: ",")]))
        #expect(bounded == members.joined(separator: ","))
        let more = (0..<9).map { "k\($0)=" + String(repeating: "y", count: 100) }
        let cut = TraceState.bounded(HeaderList(["tracestate": more.joined(separator: ",")]))
        #expect(cut == more[..<4].joined(separator: ","))
    }

    @Test(
        "a malformed or too long list is dropped whole",
        arguments: [
            "novalue", "=x", "UPPER=x", "a=b=c", "k=",
            (0..<33).map { "k\($0)=v" }.joined(separator: ","),
        ])
    func malformedTraceState(text: String) {
        #expect(TraceState.bounded(HeaderList(["tracestate": text])) == nil)
    }
}
