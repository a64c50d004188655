import FoundationEssentials
import Model

/// Schemes in which the request itself holds the secret.
struct CredentialVerifier: Sendable {
    enum Place: Sendable {
        case header(String)
        case query(String)
        case body(JSONPointer)
        case pathToken
        /// RFC 7617; the secrets are `user:password`.
        case basic
        /// RFC 6750 section 2.1.
        case bearer
    }

    let place: Place
    let secrets: SecretSet

    func verify(_ request: VerifiableRequest) -> Verdict {
        switch place {
        case .pathToken:
            guard let token = request.pathToken, !token.isEmpty else {
                return .refused(.missingCredentials)
            }
            return verdict(token)
        case .query(let name):
            let values = QueryString.pairs(request.query).filter { $0.name == name }
            guard let value = values.first?.value, !value.isEmpty else {
                return .refused(.missingCredentials)
            }
            return values.count == 1 ? verdict(value) : .refused(.malformedSignature)
        case .body(let pointer):
            guard let document = MessageBody.document(request.body, request.headers) else {
                return .refused(.malformedSignature)
            }
            guard let text = document.root.value(at: pointer)?.string, !text.isEmpty else {
                return .refused(.missingCredentials)
            }
            return verdict(text)
        case .header(let name): return field(name, in: request, read: { .readable($0) })
        case .basic: return field("authorization", in: request, read: Self.basic)
        case .bearer:
            return field("authorization", in: request) { value in
                Self.after("bearer", in: value).map(Reading.readable) ?? .otherScheme
            }
        }
    }

    private enum Reading {
        case readable(String)
        case otherScheme
        case unreadable
    }

    private func field(
        _ name: String, in request: VerifiableRequest, read: (String) -> Reading
    ) -> Verdict {
        let values = request.headers.values(name)
        guard let value = values.first, !value.isEmpty else {
            return .refused(.missingCredentials)
        }
        // Which of two would be meant? A proxy in front may have believed the other one.
        guard values.count == 1 else { return .refused(.malformedSignature) }
        return switch read(value) {
        case .readable(let credential): verdict(credential)
        case .otherScheme: .refused(.missingCredentials)
        case .unreadable: .refused(.malformedSignature)
        }
    }

    private func verdict(_ presented: String) -> Verdict {
        secrets.index(of: presented).map { .ok(secretIndex: $0) } ?? .refused(.wrongCredentials)
    }

    /// `user:password` as it was encoded. The password may hold colons: the pair is compared whole.
    private static func basic(_ value: String) -> Reading {
        guard let encoded = after("basic", in: value) else { return .otherScheme }
        guard let bytes = Data(base64Encoded: encoded),
            let text = String(validating: bytes, as: UTF8.self)
        else { return .unreadable }
        return .readable(text)
    }

    /// What follows an authentication scheme's name, which is compared without case.
    private static func after(_ scheme: String, in value: String) -> String? {
        guard value.utf8.count > scheme.utf8.count,
            value.utf8.prefix(scheme.utf8.count).elementsEqual(scheme.utf8, by: { $0 | 0x20 == $1 })
        else { return nil }
        let rest = value.utf8.dropFirst(scheme.utf8.count)
        guard rest.first == 0x20 else { return nil }
        return String(Substring(rest.drop { $0 == 0x20 }))
    }
}
