import Targets

/// The kinds that targets of this configuration can have.
struct DeclaredKinds {
    private(set) var all = TargetKeys.kinds
    /// Those of the user's own, in the order in which they stand.
    private(set) var declared: [KindDefinition] = []
    /// Of kinds of the user's own, as written: a change of one changes its targets.
    private(set) var written: [String: String] = [:]
    /// Names of kinds that were found wrong: what targets say with them cannot be judged.
    private(set) var broken: Set<String> = []
    private(set) var values = ValueKind.targetKind
    /// Of targets whose kind is not known.
    private(set) var keys = TargetKeys.all

    mutating func add(_ name: String, _ entry: KindSection.Entry?) {
        guard let entry else {
            if !TargetKeys.kinds.contains(where: { $0.name == name }) { broken.insert(name) }
            return
        }
        all.append(.defined(entry.definition))
        declared.append(entry.definition)
        written[name] = entry.written
        values = .targetKind(all)
        let names = Set(keys.map(\.name))
        keys += KindKeys.keys(entry.definition).filter { !names.contains($0.name) }
    }
}
