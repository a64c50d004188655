package import Model
import NIOCore
import NIOSSL

/// What a listener shows to senders, and asks of them: a certificate chain with its key, and
/// perhaps the authorities whose certificates senders must have. TLS 1.2 or newer.
package struct TLSIdentity: Sendable {
    /// Whether a sender must show a certificate.
    package enum ClientCertificates: String, Sendable {
        /// Who has none is turned away in the handshake.
        case required
        /// Who has none is let in; a wrong one is turned away.
        case optional
    }

    /// Why files make no identity. The text is safe to log: nothing of a key is in it.
    package enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
        case noCertificate
        case noKey
        /// The key is another certificate's.
        case otherKey
        case noAuthority
        case refused(String)

        package var description: String {
            switch self {
            case .noCertificate: "the certificate's file holds no certificate in PEM form"
            case .noKey: "the key's file holds no private key in PEM form without a password"
            case .otherKey: "the key does not belong to the certificate"
            case .noAuthority: "the authorities' file holds no certificate in PEM form"
            case .refused(let reason): "they cannot be used: \(reason)"
            }
        }
    }

    /// When the first certificate of the chain ends.
    package let notAfter: Timestamp
    let context: NIOSSLContext
    private let chain: [NIOSSLCertificate]

    /// Contents of PEM files: the chain, leaf first; its key; and of authorities that vouch for
    /// senders, nil to ask senders for nothing. Blocks for a moment: not for event loops.
    package init(
        certificates: [UInt8], key: [UInt8], authorities: [UInt8]? = nil,
        clients: ClientCertificates = .required
    ) throws(Problem) {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificates), !chain.isEmpty
        else { throw .noCertificate }
        guard let key = try? NIOSSLPrivateKey(bytes: key, format: .pem) else { throw .noKey }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .seconds(2)
        if let authorities {
            guard let roots = try? NIOSSLCertificate.fromPEMBytes(authorities), !roots.isEmpty
            else { throw .noAuthority }
            configuration.trustRoots = .certificates(roots)
            configuration.sendCANameList = true
            configuration.certificateVerification =
                clients == .required ? .noHostnameVerification : .optionalVerification
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw .otherKey
        } catch {
            throw .refused("\(error)")
        }
        self.chain = chain
        notAfter = Timestamp(seconds: chain.map { Int64($0.notValidAfter) }.min() ?? 0)
    }

    /// The same certificates, whatever the files look like.
    package func hasSameCertificates(as other: TLSIdentity) -> Bool { chain == other.chain }
}
