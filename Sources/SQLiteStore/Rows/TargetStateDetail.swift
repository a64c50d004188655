import Model
import Store

/// The part of a target's state that is rarely there, as it stands in its row:
/// `{"probe_wait":60000,"slowly":[10,1000],"stops":[[from,to],…]}`, all in milliseconds.
enum TargetStateDetail {
    /// Empty when there is nothing to say.
    static func bytes(_ record: TargetStateRecord) -> [UInt8] {
        guard record.probeWait != nil || record.slowly != nil || !record.stops.isEmpty
        else { return [] }
        var json = JSONWriter()
        json.object { json in
            if let wait = record.probeWait { json.member("probe_wait", wait.count) }
            if let slowly = record.slowly {
                json.key("slowly")
                write(Int64(slowly.count), slowly.per.count, &json)
            }
            guard !record.stops.isEmpty else { return }
            json.key("stops")
            json.array { json in
                for stop in record.stops.suffix(Limits.stopsMax) {
                    write(stop.from.milliseconds, stop.to.milliseconds, &json)
                }
            }
        }
        return json.bytes
    }

    static func read(_ bytes: [UInt8], into record: inout TargetStateRecord) throws(StoreError) {
        guard !bytes.isEmpty else { return }
        guard let document = try? JSONDocument(bytes) else { throw RowText.damaged }
        let root = document.root
        if let wait = root.member("probe_wait")?.number?.int64 {
            record.probeWait = Milliseconds(wait)
        }
        if let (count, per) = root.member("slowly").flatMap(pair), count >= 1, per >= 1 {
            record.slowly = SlowPace(count: Int(count), per: Milliseconds(per))
        }
        guard let stops = root.member("stops") else { return }
        for stop in stops.elements {
            guard let (from, to) = pair(stop) else { throw RowText.damaged }
            record.stops.append(
                Stop(from: Timestamp(milliseconds: from), to: Timestamp(milliseconds: to)))
        }
    }

    private static func write(_ first: Int64, _ second: Int64, _ json: inout JSONWriter) {
        json.array { json in
            json.number(first)
            json.number(second)
        }
    }

    private static func pair(_ view: JSONView) -> (Int64, Int64)? {
        let numbers = view.elements.compactMap { $0.number?.int64 }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
}
