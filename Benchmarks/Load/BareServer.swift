import ArgumentParser
import Hummingbird

/// Hummingbird reading a body and answering 200, with nothing behind it.
struct BareServer: AsyncParsableCommand {
    @Option(help: "Port on 127.0.0.1.") var port: Int

    func run() async throws {
        let router = Router()
        router.post("/in/**") { request, _ in
            let body = try await request.body.collect(upTo: 5 << 20)
            return body.readableBytes > 0 ? HTTPResponse.Status.ok : .badRequest
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)))
        try await application.runService()
    }
}
