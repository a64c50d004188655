import ArgumentParser
import Gateway

/// TLS at the listener for senders; without them it speaks plain HTTP.
struct TLSOptions: ParsableArguments {
    @Option(
        help: "PEM file: senders come by TLS, with this certificate (SIGNALBOX_TLS_CERTIFICATE).")
    var tlsCertificate: String?

    @Option(help: "PEM file with its private key (SIGNALBOX_TLS_KEY).")
    var tlsKey: String?

    @Option(
        help: "PEM file: senders need a certificate of these authorities (SIGNALBOX_TLS_CLIENT_CA)."
    )
    var tlsClientCa: String?

    @Option(
        help: "Whether they need it: required or optional (SIGNALBOX_TLS_CLIENT_AUTH).")
    var tlsClientAuth: String?

    /// The files; nil: plain HTTP.
    func files() throws -> TLSFiles? {
        let certificate = tlsCertificate ?? Shell.variable("SIGNALBOX_TLS_CERTIFICATE")
        let key = tlsKey ?? Shell.variable("SIGNALBOX_TLS_KEY")
        let authorities = tlsClientCa ?? Shell.variable("SIGNALBOX_TLS_CLIENT_CA")
        let auth = tlsClientAuth ?? Shell.variable("SIGNALBOX_TLS_CLIENT_AUTH")
        // Half of it must not mean none of it.
        guard let certificate, let key else {
            guard certificate == nil, key == nil, authorities == nil, auth == nil else {
                throw ValidationError(
                    "TLS takes both --tls-certificate and --tls-key; the others belong to them"
                )
            }
            return nil
        }
        var files = TLSFiles(certificate: certificate, key: key)
        files.clientAuthorities = authorities
        if let auth {
            guard files.setClients(auth) else {
                throw ValidationError(
                    "--tls-client-auth is required or optional, and goes with --tls-client-ca")
            }
        }
        return files
    }
}
