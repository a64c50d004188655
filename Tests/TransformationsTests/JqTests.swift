import Model
import Testing

@testable import Transformations

/// The real `jq`: what it makes of a message, and what it cannot do to us.
@Suite("Programs in helper processes")
struct JqTests {
    private func run(
        _ source: String, body: String = #"{"a":1}"#
    ) throws -> Result<String, TransformationFailure> {
        let jq = try #require(Jq.find(), "jq is not installed: scripts/install-packages")
        return try jq.program(source)
            .run(on: Array(#"{"event":{"source":"s"},"body":\#(body)}"#.utf8))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("the input is the body, and $event the event")
    func values() throws {
        #expect(try run("{n: .a, from: $event.source}") == .success("{\"n\":1,\"from\":\"s\"}\n"))
        #expect(try run("def f: .a; # a comment\n[f, f]  # another") == .success("[1,1]\n"))
        #expect(try run(#""\($event.source)/\(.a)""#) == .success("\"s/1\"\n"))
    }

    @Test("of several outputs the first counts; none is a failure")
    func outputs() throws {
        #expect(try run("1, error(\"never\")") == .success("1\n"))
        #expect(try run("repeat(2)") == .success("2\n"))
        #expect(try run("empty") == .failure(.noOutput))
        #expect(try run("halt") == .failure(.noOutput))
    }

    @Test(
        "an error is told in jq's words, without values of the event",
        arguments: [
            (".a.b", "Cannot index number with string …"),
            ("\"secret name\" | keys", "string … has no keys"), ("input", "break"),
            ("\"Grace Hopper, salary 90000\" | fromdate", "date … does not match format …"),
            ("\"Grace\" as $n | [1] | .[$n]", "Cannot index array with string …"),
            (#""{(1" | fromjson"#, "Invalid numeric literal at EOF at line 1, column 3 …"),
            ("\"(90000\" | .[]", "Cannot iterate over string …"),
            ("{a: 1} + 1", "object … and number … cannot be added"),
            ("1 % 0 * .a", "number … and number … cannot be divided … because the divisor is zero"),
            ("path(90000)", "Invalid path expression with result …"),
            ("\"a\" | startswith(1)", "startswith() requires string inputs"),
            ("\"a\" | sqrt", "string … number required"),
        ])
    func failures(source: String, message: String) throws {
        guard case .failure(.failed(let shown, _)) = try run(source) else {
            Issue.record("it did not fail")
            return
        }
        #expect(shown == message)
    }

    @Test(
        "what may be the program's own words is told to nobody but who has the event",
        arguments: [
            ("error(\"no\")", "no"), ("error(\"two\\nlines\")", "two"),
            ("error(\"salary \" + (.a | tostring))", "salary 1"), ("halt_error", #"{"a":1}"#),
            ("error(\"date \\\"x\\\" 90000\")", #"date "x" 90000"#),
            (
                "\"a\\\" 90000 \\\"b\" | fromdate",
                #"date "a" 90000 "b" does not match format "%Y-%m-%dT%H:%M:%SZ""#
            ),
            ("error(\"number\")", "number"), ("error({a: 1})", #"{"a":1}"#),
            (
                "\"90000(\" | . as $r | \"x\" | test($r)",
                "Regex failure: end pattern with unmatched parenthesis"
            ),
            ("\"x\" | test(\"x\"; \"90000\")", "90000 is not a valid modifier string"),
            ("input_filename | error", "<stdin>"), ("\"x\" | modulemeta", "module not found: x"),
        ])
    func ownWords(source: String, whole: String) throws {
        guard case .failure(.failed(let shown, let all)) = try run(source) else {
            Issue.record("it did not fail")
            return
        }
        #expect(shown == "its own words are not shown here")
        #expect(all == whole)
    }

    @Test(
        "there is nothing to find in its surroundings",
        arguments: [("env", "{}\n"), ("$ENV", "{}\n"), ("get_search_list", "[\"/nonexistent\"]\n")])
    func surroundings(source: String, output: String) throws {
        #expect(try run(source) == .success(output))
    }

    @Test("what it says beside its output disturbs nothing")
    func debugging() throws {
        #expect(try run("debug | stderr | .a") == .success("1\n"))
        // Far more than any pipe holds.
        #expect(try run("last(range(50000) | debug)") == .success("49999\n"))
    }

    @Test(
        "one that takes too much is ended",
        arguments: [
            "last(range(1e18))", "def f: [f]; f", "[range(1e9)]",
            "[range(1500000) | \"xxx\"]",
        ])
    func limits(source: String) throws {
        let result = try run(source)
        // A machine that is busy enough has no time for it.
        if case .failure(.unavailable(let why)) = result {
            #expect(why == "the machine had no time for it within 10 s")
            return
        }
        guard case .failure(.limit(let which)) = result else {
            Issue.record("it was not ended: \(result)")
            return
        }
        // Which of its limits it meets first is the machine's to say.
        #expect(
            ["2 s of processor time", "256 MiB of memory", "8 MiB of output"].contains(which))
    }

    @Test("what crashes jq itself is not told as a limit")
    func crash() throws {
        let result = try run("[9e9] | implode")
        guard case .failure(.failed(let shown, _)) = result else {
            // Later versions know better.
            #expect(result != .failure(.limit("256 MiB of memory")))
            return
        }
        #expect(!shown.contains("memory"))
    }

    @Test("one that is not wanted any more is ended; it did not fail")
    func stopping() throws {
        let program = try #require(Jq.find()).program("last(range(1e18))")
        let stop = StopSign()
        stop.set()
        let input = Array(#"{"event":{},"body":1}"#.utf8)
        #expect(
            program.run(on: input, until: stop)
                == .failure(.unavailable("it was stopped with the gateway")))
    }

    @Test("an input of megabytes comes through whole")
    func large() throws {
        let body = "[" + (0..<400_000).map { "\($0)" }.joined(separator: ",") + "]"
        #expect(try run("[length, .[399999]]", body: body) == .success("[400000,399999]\n"))
        // And one that nobody reads holds up nobody.
        #expect(
            try run("halt_error", body: "\"x\"")
                == .failure(.failed("its own words are not shown here", whole: "x")))
    }

    @Test(
        "what does not compile is told with its line",
        arguments: [
            ("foo(1)", "foo/1 is not defined", 1), (".a\n | bar", "bar/0 is not defined", 2),
            (".a |", "it ends before it is complete", 1),
            ("{a: 1", "it ends before it is complete", 1), ("$x", "$x is not defined", 1),
            (".a\n\n + + .b", "syntax error, unexpected '+'", 3),
        ])
    func refusals(source: String, problem: String, line: Int) throws {
        let jq = try #require(Jq.find())
        #expect(throws: Jq.Refusal(problem: problem, line: line)) { _ = try jq.program(source) }
    }

    @Test(
        "modules and files of others cannot be read",
        arguments: [
            "import \"a\" as a; .", "include \"a\" {search: \"/etc\"}; .",
            "import \"passwd\" as $p {search: \"/etc\"}; $p", "module {}; .",
        ])
    func modules(source: String) throws {
        let jq = try #require(Jq.find())
        #expect(throws: Jq.Refusal.self) { _ = try jq.program(source) }
    }

    @Test("jq is what SIGNALBOX_JQ says, else the first on PATH; never what cannot be executed")
    func finding() throws {
        let installed = try #require(Jq.find())
        #expect(Jq.find { ["SIGNALBOX_JQ": installed.path][$0] }?.path == installed.path)
        #expect(Jq.find { ["SIGNALBOX_JQ": "/nonexistent/jq", "PATH": "/usr/bin"][$0] } == nil)
        #expect(Jq.find { ["PATH": "/nonexistent"][$0] } == nil)
        #expect(Jq.find { ["SIGNALBOX_JQ": "/etc/passwd"][$0] } == nil)
        #expect(Jq.find { ["SIGNALBOX_JQ": "/usr"][$0] } == nil)
    }

    @Test("one that cannot be started may work later")
    func gone() {
        let program = JqProgram(jq: Jq(path: "/nonexistent/jq"), source: ".")
        #expect(
            program.run(on: Array("{}".utf8))
                == .failure(.unavailable("jq cannot be started: No such file or directory")))
    }
}
