import Settings
package import Targets

/// What `signalbox targets kinds` shows.
package enum KindText {
    /// All kinds, or all about one. `own`: those that a file declares.
    package static func show(
        _ name: String?, own: [KindDefinition]
    ) throws(ConsoleError) -> ExitCode {
        guard let name else {
            var table = Table([.init("KIND"), .init("WHAT", isFlexible: true)])
            table.add(["http", "any other endpoint; see docs/configuration.md"])
            for kind in KindCatalog.all + own { table.add([kind.name, kind.title]) }
            StandardOutput.write(table.rendered(width: Terminal.width))
            return .fine
        }
        guard let kind = KindCatalog.kind(named: name) ?? own.first(where: { $0.name == name })
        else {
            throw .usage("there is no kind '\(name)'; `signalbox targets kinds` lists them")
        }
        StandardOutput.write(KindReference.section(kind))
        return .fine
    }
}
