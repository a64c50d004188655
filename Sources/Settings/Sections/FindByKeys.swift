import Targets

/// Keys of `find_by` of targets that put notes on candidates.
enum FindByKeys {
    static let email = Key(
        "email", .text, required: true,
        "A template of the address, such as \"{{fields.candidate_email}}\".")
    static let none = Key(
        "none",
        .choice("dead or skip", FinderSettings.None.allCases.map { ($0.rawValue, $0) }),
        default: "dead",
        "When nobody has it: a dead letter, or nothing at all (the delivery is cancelled).")
    static let several = Key(
        "several",
        .choice("dead or newest", FinderSettings.Several.allCases.map { ($0.rawValue, $0) }),
        default: "dead", "When more than one has it: a dead letter, or the one that came last.")

    static let all: [any KeyDeclaration] = [email, none, several]
}

extension ValueKind where Value == FinderSettings {
    static let finder = ValueKind<MappingReader>.mapping("find_by", FindByKeys.all)
        .map { mapping in
            // A missing address is reported already.
            var finder = FinderSettings(email: mapping(FindByKeys.email) ?? "unset@example.com")
            if let none = mapping(FindByKeys.none) { finder.none = none }
            if let several = mapping(FindByKeys.several) { finder.several = several }
            return finder
        }
}
