import ArgumentParser
import Console
import Model

struct Receive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A local target that shows what it gets, and fails when asked to.")

    @Option(help: "Address to listen on.") var host = "127.0.0.1"
    @Option(help: "0 picks a free one and prints it.") var port = 9000
    @Option(name: .customLong("as"), help: "Answer like this: plain or slack.")
    var style = ReceiverOptions.Style.plain
    @Option(help: "Fail with this status.") var status: Int?
    @Option(help: "Fail the first so many.") var failFirst: Int?
    @Option(help: "Fail each so manieth.") var every: Int?
    @Option(help: "Fail only requests whose body contains this.") var match: String?
    @Option(help: "Wait before each answer (2s).") var delay = Milliseconds.zero
    @Option(help: "Check Standard Webhooks signatures with this secret.") var secret: String?
    @Option(help: "How to print bodies: none, short or pretty.")
    var bodies = ReceiverOptions.Bodies.short
    @Flag(help: "Print JSON, for programs.") var json = false

    func run() async throws {
        var options = ReceiverOptions()
        options.host = host
        options.port = port
        options.style = style
        options.failing.status = status
        options.failing.first = failFirst
        options.failing.every = every
        options.failing.match = match
        options.delay = delay
        if let secret {
            guard let secret = Secret(secret) else {
                throw ValidationError("--secret is empty: nothing could be checked with it")
            }
            options.secret = secret
        }
        options.bodies = bodies
        options.json = json
        options.width = Terminal.width
        do throws(ConsoleError) {
            Shell.finish(try await Receiver(options: options).run())
        } catch {
            Shell.end(error.exitCode, complaint: "signalbox: \(error)")
        }
    }
}

extension ReceiverOptions.Style: ExpressibleByArgument {}
extension ReceiverOptions.Bodies: ExpressibleByArgument {}
