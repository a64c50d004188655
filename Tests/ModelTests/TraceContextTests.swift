import Model
import Testing

@Suite("Trace context")
struct TraceContextTests {
    private static let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a valid traceparent is read and written back")
    func roundTrip() throws {
        let context = try #require(TraceContext(traceparent: Self.valid))
        #expect(context.description == Self.valid)
        #expect(context.traceHigh == 0x4bf9_2f35_77b3_4da6)
        #expect(context.traceLow == 0xa3ce_929d_0e0e_4736)
        #expect(context.parent == 0x00f0_67aa_0ba9_02b7)
        #expect(context.flags == 1)
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
        let child = context.child(parent: 0xAB)
        #expect(
            child.description == "00-4bf92f3577b34da6a3ce929d0e0e4736-00000000000000ab-01")
    }

    @Test("flags that nobody has defined are not passed on")
    func flags() {
        let made = TraceContext(traceHigh: 0, traceLow: 1, parent: 2, flags: 0xFF)
        #expect(made.description == "00-00000000000000000000000000000001-0000000000000002-03")
        #expect(TraceContext(traceparent: made.description) == made)
    }

    @Test("of a request, the header counts when there is exactly one")
    func header() {
        #expect(TraceContext.read(HeaderList())?.description == nil)
        let one = HeaderList(["TraceParent": Self.valid])
        #expect(TraceContext.read(one)?.description == Self.valid)
        let two = HeaderList(["traceparent": Self.valid, "Traceparent": Self.valid])
        #expect(TraceContext.read(two) == nil)
    }
}
