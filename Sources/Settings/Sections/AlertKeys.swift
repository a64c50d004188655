import Model

/// Keys of `alerts`.
enum AlertKeys {
    static let to = Key(
        "to", .oneOrList(of: .routeTarget, countMax: Limits.targetsPerRouteMax), required: true,
        "Who is told: names of targets, or { target: name, channel: id, text: template }.")
    static let `repeat` = Key(
        "repeat", .duration, default: "1h", "What lasts is told again after so long.")
    static let backlogOlderThan = Key(
        "backlog_older_than", .duration, default: "15m",
        "A delivery that has waited for longer is worth an alert.")

    static let all: [any KeyDeclaration] = [to, `repeat`, backlogOlderThan]
}
