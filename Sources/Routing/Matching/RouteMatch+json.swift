import Model

extension RouteMatch {
    /// What is stored with the event to answer "why?" later, compact:
    ///
    ///     {"configuration":"cfg_3f1c…","matched":["audit"],
    ///      "missed":[{"route":"reports","path":"fields.score","op":"gte","wanted":80,
    ///                 "found":"missing"}],
    ///      "stopped_by":"board","warnings":[…]}
    ///
    /// `missed` holds at most `Limits.nearMissesMax` of the routes that the index brought up, each
    /// with the first clause that failed and the kind found there; nothing of the event's own data.
    /// Members that would be empty are left out, `matched` excepted. `leftOut`: targets that the
    /// routes ask for and that get nothing all the same, as the member `left_out`.
    package func explanationJSON(
        configurationVersion: String, leftOut: [String] = []
    ) -> [UInt8] {
        if misses.isEmpty, stoppedBy == nil, mismatches.isEmpty, leftOut.isEmpty {
            return matchedJSON(configurationVersion)
        }
        var writer = JSONWriter(reservingCapacity: 128 + 128 * misses.count)
        writer.object { writer in
            writer.member("configuration", configurationVersion)
            writer.key("matched")
            writer.array { writer in
                for route in matches { writer.string(route.name) }
            }
            if !misses.isEmpty { Self.write(nearMisses, as: "missed", to: &writer) }
            if let stoppedBy {
                writer.member("stopped_by", table.storage.rules[stoppedBy].name)
            }
            if !leftOut.isEmpty {
                writer.key("left_out")
                writer.array { writer in for target in leftOut { writer.string(target) } }
            }
            if !mismatches.isEmpty { Self.write(warnings, as: "warnings", to: &writer) }
        }
        return writer.bytes
    }

    /// The same, when nothing but the matches is to be said: with every event that meets no near
    /// miss, so the names stand ready as JSON.
    private func matchedJSON(_ configurationVersion: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(128)
        bytes.append(text: #"{"configuration":"#)
        var version = JSONWriter(reservingCapacity: 64)
        version.string(configurationVersion)
        bytes.append(contentsOf: version.bytes)
        bytes.append(text: #","matched":["#)
        for (number, route) in matches.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            if route.index < table.overlayIndex {
                bytes.append(contentsOf: table.storage.rules[route.index].nameJSON)
            } else {
                var name = JSONWriter(reservingCapacity: 64)
                name.string(route.name)
                bytes.append(contentsOf: name.bytes)
            }
        }
        bytes.append(text: "]}")
        return bytes
    }

    private static func write(
        _ misses: [NearMiss], as key: String, to writer: inout JSONWriter
    ) {
        writer.key(key)
        writer.array { writer in
            for miss in misses {
                writer.object { writer in
                    writer.member("route", miss.route)
                    writer.clause(miss.clause)
                    if miss.found != .several { writer.member("found", miss.found.rawValue) }
                }
            }
        }
    }
}

extension JSONWriter {
    /// The members `path`, `op` and `wanted`, without those that would be empty.
    mutating func clause(_ clause: RuleClause) {
        if !clause.path.isEmpty { member("path", clause.path) }
        member("op", clause.name)
        if !clause.wanted.isEmpty {
            key("wanted")
            raw(clause.wanted)
        }
    }
}
