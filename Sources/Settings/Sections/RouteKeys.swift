import Model
import Routing

/// Keys of an entry of `routes:`.
enum RouteKeys {
    static let name = Key(
        "name", .title, required: true, "For people, explanations and metrics; unique.")
    static let match = Key(
        "match",
        .any(
            "`all`, or a mapping of what must hold",
            .either([.words(["all"]), .mapping(MatchKeys.all)])), required: true,
        "`all`, or a mapping; all of its clauses must hold.")
    static let to = Key(
        "to", .oneOrList(of: .routeTarget, countMax: Limits.targetsPerRouteMax), required: true,
        "Names of targets, or { target: name, channel: id, text: template }.")
    static let stop = Key(
        "stop", .bool, default: "false", "No route after this one sees an event that it took.")
    static let unrouted = Key(
        "unrouted", .bool, default: "false", "Takes only what no other route took.")
    static let enabled = Key("enabled", .bool, default: "true", "false: as if it were not there.")
    static let until = Key(
        "until", .notAfter,
        "The last day on which it takes events, in UTC, or the moment from which it does not.")
    static let oncePer = Key(
        "once_per",
        .choice("run, interview or definition", OncePer.allCases.map { ($0.rawValue, $0) }),
        "Sends to each of its targets once for each run (or interview, or definition), remembered "
            + "for 90 days; an event without one is always sent.")
    static let staleAfter = Key(
        "stale_after", .duration, "Not worth sending later than this after the event came.")

    static let all: [any KeyDeclaration] = [
        name, match, to, stop, unrouted, enabled, until, oncePer, staleAfter,
    ]
}

/// Keys of `match`.
enum MatchKeys {
    static let source = Key("source", .patterns, "Names of sources; globs too.")
    static let type = Key("type", .patterns, "The sender's event names; globs: session.*")
    static let milestone = Key(
        "milestone", .oneOrList(of: .milestone), "Vendor-neutral names of what happened.")
    static let interview = Key("interview", .patterns, "The sender's interview ids; globs too.")
    static let definition = Key(
        "definition", .patterns, "Ids of what many candidates take; globs too.")
    static let run = Key("run", .patterns, "Ids of one candidate's one interview; globs too.")
    static let `where` = Key(
        "where", .any("a mapping of paths to values or { operator: value }", .filter),
        "Conditions on any other value of the event.")

    static let all: [any KeyDeclaration] = [
        source, type, milestone, interview, definition, run, `where`,
    ]
}

enum RouteTargetKeys {
    static let target = Key("target", .text, required: true, "A target's name.")
    static let channel = Key(
        "channel", .routeChannel,
        "Where inside the target, in place of the target's own `channel`.")
    static let text = Key(
        "text", .placedText, "A template in place of the target's own `text` or `note`.")

    static let all: [any KeyDeclaration] = [target, channel, text]
}

/// Keys of a place that a table fills.
enum LookupKeys {
    static let table = Key("table", .placedText, required: true, "One of `tables`.")
    static let key = Key(
        "key", .placedText, required: true,
        "What is looked up: text with places of the event, such as {{source}}/{{definition}}.")
    static let `default` = Key(
        "default", .placedText,
        "For what the table does not have; unset: the target's own channel.")

    static let all: [any KeyDeclaration] = [table, key, `default`]
}

/// `channel` of an entry of `to`.
enum RouteChannel: Sendable {
    case text(Placed<String>)
    case lookup(table: Placed<String>, key: Placed<String>, default: Placed<String>?)

    var position: Position {
        switch self {
        case .text(let text): text.position
        case .lookup(let table, _, _): table.position
        }
    }
}

/// An entry of `to`.
struct RouteTargetEntry: Sendable {
    var target: Placed<String>
    var channel: RouteChannel?
    var text: Placed<String>?
}

/// A text of the file with its place, for checks that come later.
struct Placed<Value: Sendable>: Sendable {
    var value: Value
    var position: Position
}

extension ValueKind where Value == Placed<String> {
    static let placedText = ValueKind("text") { node, reading in
        ValueKind<String>.text.read(node, reading).map {
            Placed(value: $0, position: node.position)
        }
    }
}

extension ValueKind where Value == RouteChannel {
    static let routeChannel = ValueKind(
        "text, or { table, key, default }", shape: .either([.scalar, .mapping(LookupKeys.all)])
    ) { node, reading in
        guard case .mapping = node.content else {
            return ValueKind<Placed<String>>.placedText.read(node, reading)
                .map { RouteChannel.text($0) }
        }
        let mapping = MappingReader(
            node, what: "channel", keys: LookupKeys.all, reading: reading)
        guard let mapping, let table = mapping(LookupKeys.table), let key = mapping(LookupKeys.key)
        else { return nil }
        return .lookup(table: table, key: key, default: mapping(LookupKeys.default))
    }
}

extension ValueKind where Value == RouteTargetEntry {
    /// A target's name, or a mapping that names it.
    static let routeTarget = ValueKind(
        "a target's name", shape: .either([.scalar, .mapping(RouteTargetKeys.all)])
    ) { node, reading in
        guard case .mapping = node.content else {
            return ValueKind<Placed<String>>.placedText.read(node, reading)
                .map { RouteTargetEntry(target: $0) }
        }
        let mapping = MappingReader(
            node, what: "an entry of 'to'", keys: RouteTargetKeys.all, reading: reading)
        guard let mapping, let name = mapping(RouteTargetKeys.target) else { return nil }
        return RouteTargetEntry(
            target: Placed(
                value: name, position: mapping.valuePosition(of: RouteTargetKeys.target)),
            channel: mapping(RouteTargetKeys.channel), text: mapping(RouteTargetKeys.text))
    }
}

extension ValueKind where Value == [Placed<String>] {
    /// One text or several, ids as written.
    static let patterns = oneOrList(of: .placedText, countMax: 10_000)
}

extension ValueKind where Value == String {
    /// A line for people.
    static let title = parsed("a name of at most 128 bytes on one line", unset: "unset") {
        text throws(ValueProblem) in
        guard !text.isEmpty, text.utf8.count <= 128,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw ValueProblem() }
        return text
    }
}
