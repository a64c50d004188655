import FoundationEssentials
package import Model

/// A target of a kind that is data: a `KindDefinition` with a user's settings.
///
/// Immutable once made, with everything prepared that does not depend on the event.
package final class KindTarget: Sendable {
    package let definition: KindDefinition
    /// The URL up to its query, with the places of ids.
    let address: [AddressPart]
    /// The same, where a message is replaced.
    let updateAddress: [AddressPart]
    /// With its `?`, credentials included; empty when there is none.
    let query: String
    /// Credentials, user agent and the kind's own headers.
    let fields: PackedHeaders
    /// Keys whose values are rendered for each attempt.
    let rendered: [String: RenderedSetting]
    let constants: [String: String]
    let flags: [String: Bool]
    let variables: [(name: String, template: MessageTemplate)]
    /// The message when there is no text of the user's own.
    let usual: DefaultText?
    /// Texts of routes that have one of their own.
    let routeTexts: [RouteText: RenderedSetting]
    let secrets: SecretTexts
    let oauth: OAuthClient?
    /// Nil: the event itself must name the candidate.
    let finder: CandidateFinder?

    enum AddressPart: Sendable {
        case literal(String)
        /// The key whose value stands here, encoded.
        case identifier(String)
    }

    /// A text that only deliveries of one route to one destination have.
    package struct RouteText: Hashable, Sendable, CustomStringConvertible {
        let route: String
        let destination: String

        package init(route: String, destination: String) {
            self.route = route
            self.destination = destination
        }

        package var description: String { "\(route) \(destination)" }
    }

    /// Checks the settings and prepares the target. `values` holds nothing that the definition has
    /// no key for; `otherSecrets` is every other text that came from `${…}` into these settings.
    package init(
        _ kind: KindDefinition, values: [String: KindValue], otherSecrets: [Secret] = [],
        routeTexts: [RouteText: String] = [:]
    ) throws(TargetError) {
        let definition = kind.version(values)
        var settings = KindSettings(definition, values)
        try settings.check()
        self.definition = definition
        constants = settings.constants
        flags = settings.flags
        rendered = try settings.rendered()
        variables = try settings.variables()
        usual = try settings.usual()
        var texts: [RouteText: RenderedSetting] = [:]
        for (place, text) in routeTexts {
            guard let name = definition.textKey, let key = definition.key(name) else {
                throw .invalid(
                    setting: "text", problem: "has no meaning in a target of this kind")
            }
            texts[place] = try RenderedSetting(key, text)
        }
        self.routeTexts = texts
        let prepared = try PreparedAddress(definition, &settings)
        address = prepared.parts
        updateAddress = prepared.updateParts
        query = prepared.query
        fields = PackedHeaders(HeaderList(try settings.headers()))
        oauth = try settings.oauth().map { settings throws(TargetError) in
            try OAuthClient(settings)
        }
        finder = try settings.finder()
        secrets = SecretTexts(
            settings.secrets + (oauth?.secretItems ?? [])
                + otherSecrets.map { .init("SECRET", $0.reveal()) })
    }
}

extension TargetKind {
    /// Whether deliveries of such a route to such a destination have a text of their own.
    package func hasText(ofRoute route: String, destination: String) -> Bool {
        guard case .defined(let target) = self else { return false }
        return target.routeTexts[.init(route: route, destination: destination)] != nil
    }
}

/// A setting that is rendered for each attempt.
struct RenderedSetting: Sendable {
    let template: MessageTemplate
    let role: KindKey.Role

    init(_ key: KindKey, _ text: String) throws(TargetError) {
        let escaping: MessageTemplate.Escaping =
            switch key.role {
            case .message(let escaping, _), .list(let escaping, _): escaping
            default: .none
            }
        role = key.role
        do throws(TemplateError) {
            template = try MessageTemplate(text, escaping: escaping)
        } catch {
            throw .template(setting: key.name, error)
        }
        if let constant = template.constant, !constant.contains(where: { !$0.isWhitespace }) {
            throw .invalid(setting: key.name, problem: "is empty")
        }
    }

    /// Whether the text says which event it came from.
    var namesItsEvent: Bool {
        !template.words.isDisjoint(with: ["event_id", "delivery_id", "webhook_id"])
    }
}
