import Model
import Targets
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs the command with `/bin/sh` and a `curl` function that writes down its arguments and input.
struct CurlCommandTests {
    private struct Run {
        var arguments: [String]
        var body: [UInt8]

        /// The values that follow an option.
        func values(_ option: String) -> [String] {
            arguments.indices.filter { arguments[$0] == option && $0 + 1 < arguments.count }
                .map { arguments[$0 + 1] }
        }
    }

    private func run(_ command: String, variables: [String: String] = [:]) throws -> Run {
        var template = Array("/tmp/signalbox-curl-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer {
            $0.baseAddress.flatMap { mkdtemp($0) }
        }
        let folder = String(cString: try #require(made))
        defer { _ = system("rm -rf '\(folder)'") }
        // A function, so that no curl of the machine can be run in its place.
        var script = """
            curl() {
                for a in "$@"; do printf '%s\\0' "$a"; done > '\(folder)/args'
                cat > '\(folder)/body'
            }

            """
        for (name, value) in variables {
            script += "\(name)='" + value.replacing("'", with: "'\\''") + "'\n"
        }
        try write(script + command + "\n", to: "\(folder)/script")
        let status = system("cd '\(folder)' && /bin/sh script </dev/null")
        try #require(status == 0)
        let arguments = try read("\(folder)/args").split(
            separator: 0, omittingEmptySubsequences: false)
        return Run(
            arguments: arguments.dropLast().map { String(decoding: $0, as: UTF8.self) },
            body: try read("\(folder)/body"))
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    private func read(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = fgetc(file)
            if byte == EOF { return bytes }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
    }

    private let traps = [
        "it's", "''", "$HOME `id` $(id)", "a\\b\\", "\"q\"", "!history", "*?[a]{b,c}", "a;b|c&d>e",
        "-n -e %s %d \\n", "@file", "'\u{301}quote", "~", "#x", "é😀", "tab\tand\nline\n", " ", "",
    ]

    @Test("the shell passes every header, URL and body on as they are")
    func quoting() throws {
        let target = try Fixture.http()
        for trap in traps {
            let header = trap.filter { $0 != "\n" && $0 != "\t" }
            let request = OutboundRequest(
                method: "PUT", url: "https://h.example/\(header)",
                headers: ["content-type": "text/plain", "x-trap": header],
                body: Array(trap.utf8))
            let run = try run(target.curlCommand(for: request))
            #expect(run.body == Array(trap.utf8), "\(trap)")
            let line = header.isEmpty ? "x-trap;" : "x-trap: \(header)"
            #expect(run.values("--header").contains(line), "\(trap)")
            #expect(run.values("--url") == ["https://h.example/\(header)"])
            #expect(run.values("--request") == ["PUT"])
            #expect(run.values("--data-binary") == ["@-"])
            #expect(run.arguments.contains("--globoff") && run.arguments.contains("--path-as-is"))
        }
    }

    @Test("a body of any bytes comes through")
    func binary() throws {
        let target = try Fixture.http()
        for body in [Array(0...255), [0], [0xFF], Array("a\u{1B}[31m\r\n".utf8)] as [[UInt8]] {
            let request = OutboundRequest(
                url: "https://h.example/", headers: HeaderList(), body: body)
            #expect(try run(target.curlCommand(for: request)).body == body)
        }
    }

    @Test("secrets are variables, and set they give the request back")
    func secrets() throws {
        let secret = try Fixture.secret("p'w$HOME x")
        let target = try Fixture.http(name: "9-audit.x") {
            $0.credential = .bearer(secret)
            $0.body = .text("token=p'w$HOME x;{{run}}", contentType: "text/plain")
        }
        let request = try target.request(for: Fixture.context()).get()
        let command = target.curlCommand(for: request)
        #expect(!command.contains("p'w") && !command.contains("HOME x"))
        #expect(command.contains("\"$_9_AUDIT_X_TOKEN\""))
        let run = try run(command, variables: ["_9_AUDIT_X_TOKEN": "p'w$HOME x"])
        #expect(run.values("--header").contains("authorization: Bearer p'w$HOME x"))
        #expect(run.body == request.body)
    }

    @Test("a Slack URL does not stand in the command")
    func slack() throws {
        let target = try Fixture.slack("it's {{run}}")
        let request = try target.request(for: Fixture.context()).get()
        let command = target.curlCommand(for: request)
        #expect(!command.contains("s3cr3tvalue"))
        let run = try run(command, variables: ["HIRING_URL": request.url])
        #expect(run.values("--url") == [request.url])
        #expect(run.body == request.body)
    }

    @Test("a GET has no body and curl adds no header of its own")
    func get() throws {
        let target = try Fixture.http { $0.method = "GET" }
        let command = target.curlCommand(for: try target.request(for: Fixture.context()).get())
        #expect(command.hasPrefix("curl "))
        let run = try run(command)
        #expect(run.values("--data-binary").isEmpty)
        for name in ["Content-Type:", "Accept:", "Expect:"] {
            #expect(run.values("--header").contains(name))
        }
    }
}
