import Crypto
import FoundationEssentials
package import Model

/// Seals credentials that the settings API was given, before they reach the store (AES-GCM, NIST SP
/// 800-38D), with a key that is no part of the store. What is sealed for one interview opens for no
/// other.
package struct CredentialSeal: Sendable {
    private let key: SymmetricKey

    /// Of the first byte, so that another way to seal can be told apart.
    private static let format: UInt8 = 1
    private static let purpose = Array("signalbox interview settings".utf8)

    /// What `--store-key-file` cannot be.
    package enum KeyProblem: Error, Equatable, Sendable, CustomStringConvertible {
        case unreadable(path: String, reason: String)
        case tooShort(path: String)

        package var description: String {
            switch self {
            case .unreadable(let path, let reason): "cannot read the key file \(path): \(reason)"
            case .tooShort(let path):
                "the key file \(path) holds fewer than \(CredentialSeal.keyBytesMin) bytes: make "
                    + "one with 'openssl rand -hex 32'"
            }
        }
    }

    package static let keyBytesMin = 32

    /// Any text or bytes of enough length; a line break at the end does not count.
    package init(keyFile path: String) throws(KeyProblem) {
        var bytes: [UInt8]
        do throws(FileBytes.Problem) {
            bytes = try FileBytes.read(path, bytesMax: Limits.secretBytesMax)
        } catch {
            switch error {
            case .unreadable(let reason): throw .unreadable(path: path, reason: reason)
            case .tooLarge:
                throw .unreadable(
                    path: path, reason: "it is larger than \(Limits.secretBytesMax >> 10) KiB")
            }
        }
        while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
        guard bytes.count >= Self.keyBytesMin else { throw .tooShort(path: path) }
        self.init(key: bytes)
    }

    /// From at least `keyBytesMin` bytes.
    package init(key: [UInt8]) {
        precondition(key.count >= Self.keyBytesMin, "a key that can be guessed")
        self.key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key), info: Self.purpose, outputByteCount: 32)
    }

    package func seal(_ secret: Secret, for interview: InterviewKey) -> [UInt8] {
        let box = try? AES.GCM.seal(
            Array(secret.reveal().utf8), using: key, authenticating: Self.context(interview))
        guard let sealed = box?.combined else {
            preconditionFailure("AES-GCM takes every text with a key of 32 bytes")
        }
        return [Self.format] + sealed
    }

    /// Nil: sealed with another key, for another interview, or damaged.
    package func open(_ sealed: [UInt8], for interview: InterviewKey) -> Secret? {
        guard sealed.first == Self.format,
            let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst()),
            let bytes = try? AES.GCM.open(
                box, using: key, authenticating: Self.context(interview))
        else { return nil }
        return Secret(String(decoding: bytes, as: UTF8.self))
    }

    private static func context(_ interview: InterviewKey) -> [UInt8] {
        Array("\(interview.source)\0\(interview.interview)".utf8)
    }
}
