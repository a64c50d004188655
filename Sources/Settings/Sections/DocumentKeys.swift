/// Keys at the top of the file.
enum DocumentKeys {
    static let version = Key(
        "version", .formatVersion, required: true, "The version of this format: 1.")
    static let include = Key(
        "include", .includes,
        "Further files with sources, targets, tables, routes and tests, relative to this file's "
            + "folder; checked and swapped as one, routes in the order of the files' names.")
    static let sources = Key(
        "sources", .any("a mapping of names to sources", .named(.mapping(SourceKeys.all))),
        "Who may send, each at /in/<name>; without any, every event is refused.")
    static let kinds = Key(
        "kinds", .any("a mapping of names to kinds"),
        "Kinds of targets of your own; see targets.md.")
    static let targets = Key(
        "targets", .any("a mapping of names to targets", .named(.target)), "Where messages go.")
    static let defaults = Key(
        "defaults", .mapping("defaults", TargetDefaults.keys),
        "Delivery policy of all targets; a target's own keys come first.")
    static let tables = Key(
        "tables",
        .any(
            "a mapping of names to tables", .named(.either([.scalar, .named(.scalar)]))),
        "What routes look up: each a mapping of keys to values, or a file such as "
            + "tables/channels.csv relative to this file's folder.")
    static let routes = Key(
        "routes", .any("a list of routes", .list(.mapping(RouteKeys.all))),
        "Which events go to which targets, in this order.")
    static let tests = Key(
        "tests", .any("a list of tests", .list(.mapping(TestKeys.all))),
        "Sample events and where they must go; run by `check` and before every reload.")

    static let alerts = Key(
        "alerts", .mapping("alerts", AlertKeys.all),
        "Who is told of what goes wrong here; see operations.md.")

    static let all: [any KeyDeclaration] = [
        version, sources, kinds, targets, defaults, routes, tests, include, tables, alerts,
    ]

    /// Of an included file.
    static let included: [any KeyDeclaration] = [
        sources, kinds, targets, tables, routes, tests,
    ]
}

extension ValueKind where Value == Int {
    static let formatVersion = parsed(
        "1", unset: nil, isNumber: true, shape: .number(isWhole: true, 1...1)
    ) {
        text throws(ValueProblem) in
        guard text == "1" else {
            throw ValueProblem("this signalbox reads version 1, not \(Excerpt.clean(text))")
        }
        return 1
    }
}
