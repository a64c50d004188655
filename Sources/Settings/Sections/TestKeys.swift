/// Keys of an entry of `tests:`.
enum TestKeys {
    static let name = Key("name", .title, required: true, "What the test shows.")
    static let event = Key(
        "event", .mapping("event", TestEventKeys.all), required: true, "A message that came in.")
    static let expect = Key(
        "expect",
        .any(
            "a list of targets, or { include: […], exclude: […] }",
            .either([.list(.scalar), .mapping(ExpectKeys.all)])), required: true,
        "Exactly these targets, in any order ([] for none); or some that must or must not be there."
    )

    static let all: [any KeyDeclaration] = [name, event, expect]
}

enum TestEventKeys {
    static let source = Key("source", .placedText, required: true, "The source it came to.")
    static let type = Key("type", .text, "Instead of what the source's mapping reads.")
    static let milestone = Key(
        "milestone", .milestone, "Instead of what the source's mapping reads.")
    static let headers = Key(
        "headers", .named("a mapping of header names to values", by: .text), "Its headers.")
    static let body = Key(
        "body", .any("the body"), "Its body: a value that becomes JSON, or text as it is.")

    static let bodyFile = Key(
        "body_file", .placedText,
        "A file with its body instead, relative to the main file's folder, byte for byte.")

    static let all: [any KeyDeclaration] = [source, type, milestone, headers, body, bodyFile]
}

enum ExpectKeys {
    static let include = Key(
        "include", .oneOrList(of: .placedText), "Targets that must be among them.")
    static let exclude = Key(
        "exclude", .oneOrList(of: .placedText), "Targets that must not be among them.")

    static let all: [any KeyDeclaration] = [include, exclude]
}
