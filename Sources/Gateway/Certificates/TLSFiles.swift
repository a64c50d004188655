import Ingress

/// `--tls-certificate`, `--tls-key`, `--tls-client-ca` and `--tls-client-auth`: the files that make
/// the listener for senders speak TLS.
package struct TLSFiles: Equatable, Sendable {
    /// PEM: the certificate, then those that vouch for it.
    package var certificate: String
    /// PEM, without a password.
    package var key: String
    /// PEM: authorities whose certificates senders must have; nil: senders are asked for none.
    package var clientAuthorities: String?
    var clients = TLSIdentity.ClientCertificates.required

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// `required` or `optional`. False: it is neither, or there are no authorities to ask for.
    package mutating func setClients(_ word: String) -> Bool {
        guard let clients = TLSIdentity.ClientCertificates(rawValue: word),
            clientAuthorities != nil
        else { return false }
        self.clients = clients
        return true
    }

    var paths: Set<String> { Set([certificate, key] + (clientAuthorities.map { [$0] } ?? [])) }
}
