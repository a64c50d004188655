import ArgumentParser
import Console
import Model
import Settings
import Verification

struct Send: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Post samples as a source's vendor would, signed as routes.yaml says.")

    @OptionGroup var rules: ConfigurationOption
    @Option(help: "A source of the rules.") var source: String?
    @Option(help: "A preset instead, signed with the secrets that `presets show` names.")
    var preset: String?
    @Option(help: "A file with a body, like the arguments.") var event: [String] = []
    @Option(help: "Where the gateway's ingress is.") var url = "http://127.0.0.1:8080"
    @Argument(help: "Files with bodies; - is standard input.") var files: [String] = []
    @Option(name: .customLong("header"), help: "'Name: value'; wins over ours.")
    var headers: [String] = []
    @Option(help: "Of the bodies.") var contentType = "application/json"
    @Option(help: "Send each so often.") var count = 1
    @Option(help: "The message id, for schemes that sign one.") var id: String?
    @Option(help: "PEM file: authorities that vouch for the gateway.") var caFile: String?
    @Option(help: "PEM file: for a gateway that asks for a certificate.") var certificate: String?
    @Option(help: "PEM file: the certificate's private key.") var key: String?
    @Flag(help: "Print JSON, for programs.") var json = false

    func run() {
        Shell.run { () throws(ConsoleError) in
            var options = Sender.Options()
            options.baseURL = url
            options.headers = try HeaderArguments.read(headers)
            options.contentType = contentType
            options.count = count
            options.id = id
            options.authorityFile = caFile
            options.clientCertificateFile = certificate
            options.clientKeyFile = key
            options.json = json
            let sender = try Sender(source: try chosenSource(), options: options)
            var samples: [Sample] = []
            for file in files + event { samples.append(try Sample.read(file)) }
            return try sender.send(
                samples, client: SynchronousClient(answerBytesMax: 64 << 10)
            ) { StandardOutput.write($0 + "\n") }
        }
    }

    private func chosenSource() throws(ConsoleError) -> Source {
        if let preset {
            var chosen = try Sender.source(preset: preset)
            if let source { chosen.name = source }
            return chosen
        }
        guard let source else { throw .usage("name a --source of the rules, or a --preset") }
        return try Sender.source(
            source, of: ConfigurationLoader.load(path: rules.path, mode: .check), file: rules.path)
    }
}
