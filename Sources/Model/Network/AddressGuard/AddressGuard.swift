/// Decides which addresses a target may be reached at. Pure; asked after name resolution, before
/// each connection, and again before each request on a kept one.
package struct AddressGuard: Equatable, Sendable {
    /// `allow_private` of the target.
    package let allowed: [CIDR]

    package init(allowed: [CIDR] = []) { self.allowed = allowed }

    /// Why an address was refused. Its text says which rule, and how to allow it.
    package struct Refusal: Error, Equatable, Sendable {
        package let address: IPAddress
        package let verdict: AddressVerdict

        /// Which rule it is: `10.0.0.1 is a private address (RFC 1918, RFC 4193)`.
        package var rule: String {
            let form = EmbeddedIPv4(address).map { " in its \($0.form.rawValue) form" } ?? ""
            return "\(address) is \(verdict.word)\(form) (\(verdict.source))"
        }

        /// How to allow it; nil: nothing does.
        package var remedy: String? {
            let exact = CIDR(address: address, prefixLength: address.bitCount)
            return switch verdict.permission {
            case .never, .notNeeded: nil
            case .block: "to allow it: `allow_private: [\(exact)]` on the target"
            case .exactAddress:
                "only naming exactly this address allows it: `allow_private: [\(exact)]` "
                    + "on the target"
            }
        }

        /// One line, safe to log.
        package var detail: String { rule + "; " + (remedy ?? "nothing is sent there") }
    }

    /// Nil when the address may be reached.
    package func refusal(of address: IPAddress) -> Refusal? {
        let verdict = AddressVerdict(address)
        switch verdict.permission {
        case .notNeeded: return nil
        case .never: break
        case .block where names(of: address).contains(where: isAllowed): return nil
        case .exactAddress where names(of: address).contains(where: isNamedExactly): return nil
        case .block, .exactAddress: break
        }
        return Refusal(address: address, verdict: verdict)
    }

    private func isAllowed(_ address: IPAddress) -> Bool {
        allowed.contains { $0.contains(address) }
    }

    private func isNamedExactly(_ address: IPAddress) -> Bool {
        allowed.contains { $0.prefixLength == address.bitCount && $0.address == address }
    }

    /// The address itself, and the IPv4 address when it is just another way to write that one.
    private func names(of address: IPAddress) -> [IPAddress] {
        guard let embedded = EmbeddedIPv4(address), embedded.addresses.count == 1 else {
            return [address]
        }
        return [address] + embedded.addresses.map(IPAddress.v4)
    }
}
