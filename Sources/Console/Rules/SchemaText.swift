import Model
import Settings

/// What `signalbox schema` prints.
package enum SchemaText {
    package static func text(isIncluded: Bool) -> String {
        (PrettyJSON.text(RoutesSchema.json(isIncluded: isIncluded)) ?? "") + "\n"
    }
}
