import Settings
import Targets

/// What `signalbox targets kinds` shows.
package enum KindText {
    /// All kinds, or all about one.
    package static func show(_ name: String?) throws(ConsoleError) -> ExitCode {
        guard let name else {
            var table = Table([.init("KIND"), .init("WHAT", isFlexible: true)])
            table.add(["http", "any other endpoint; see docs/configuration.md"])
            for kind in KindCatalog.all { table.add([kind.name, kind.title]) }
            StandardOutput.write(table.rendered(width: Terminal.width))
            return .fine
        }
        guard let kind = KindCatalog.kind(named: name) else {
            throw .usage("there is no kind '\(name)'; `signalbox targets kinds` lists them")
        }
        StandardOutput.write(KindReference.section(kind))
        return .fine
    }
}
