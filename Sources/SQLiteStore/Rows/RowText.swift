import FoundationEssentials
import Model
import Store

/// The JSON that stands in rows: header lists, fields, route lists, reasons.
enum RowText {
    /// `["name","value","name","value"]`
    static func headerBytes(_ headers: HeaderList) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: headers.weight + 8 * headers.fields.count)
        writer.array { writer in
            for field in headers.fields {
                writer.string(field.name)
                writer.string(field.value)
            }
        }
        return writer.bytes
    }

    static func headers(_ json: [UInt8]) throws(StoreError) -> HeaderList {
        let texts = try strings(json)
        return HeaderList(
            stride(from: 0, to: texts.count - 1, by: 2).map {
                HeaderList.Field(name: texts[$0], value: texts[$0 + 1])
            })
    }

    /// None: there are no fields.
    static func fieldBytes(_ fields: [String: JSONScalar]) -> [UInt8] {
        guard !fields.isEmpty else { return [] }
        var writer = JSONWriter()
        writer.object { writer in
            for (name, value) in fields {
                writer.key(name)
                writer.scalar(value)
            }
        }
        return writer.bytes
    }

    static func fields(_ json: [UInt8]) throws(StoreError) -> [String: JSONScalar] {
        guard !json.isEmpty else { return [:] }
        var fields: [String: JSONScalar] = [:]
        for (key, value) in try document(json).root.members {
            fields[key] = JSONScalar(value)
        }
        return fields
    }

    static func routes(_ routes: [String]) -> String {
        var writer = JSONWriter()
        writer.array { writer in for route in routes { writer.string(route) } }
        return writer.text
    }

    static func routes(_ json: String) throws(StoreError) -> [String] {
        try strings(Array(json.utf8))
    }

    /// None: there is no reason.
    static func reasonBytes(_ reason: Reason?) -> [UInt8] {
        guard let reason else { return [] }
        var writer = JSONWriter()
        writer.array { writer in
            for text in [reason.code, reason.message, reason.advice] { writer.string(text) }
        }
        return writer.bytes
    }

    static func reason(_ json: Data?) throws(StoreError) -> Reason? {
        guard let json else { return nil }
        let texts = try strings(Array(json))
        guard texts.count == 3 else { throw damaged }
        return Reason(code: texts[0], message: texts[1], advice: texts[2])
    }

    /// `["name","text","name","text"]`
    static func fileBytes(_ files: [ConfigurationFile]) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: files.reduce(64) { $0 + $1.bytes.count * 2 })
        writer.array { writer in
            for file in files {
                writer.string(file.name)
                writer.string(String(decoding: file.bytes, as: UTF8.self))
            }
        }
        return writer.bytes
    }

    static func files(_ json: [UInt8]) throws(StoreError) -> [ConfigurationFile] {
        let texts = try strings(json)
        guard texts.count >= 2 else { throw damaged }
        return stride(from: 0, to: texts.count - 1, by: 2).map {
            ConfigurationFile(name: texts[$0], bytes: Array(texts[$0 + 1].utf8))
        }
    }

    static let damaged = StoreError.unusable(
        "a row of the store is damaged: restore a backup")

    private static func strings(_ json: [UInt8]) throws(StoreError) -> [String] {
        var texts: [String] = []
        for element in try document(json).root.elements {
            guard let text = element.string else { throw damaged }
            texts.append(text)
        }
        return texts
    }

    private static func document(_ json: [UInt8]) throws(StoreError) -> JSONDocument {
        guard let document = try? JSONDocument(json) else { throw damaged }
        return document
    }
}
