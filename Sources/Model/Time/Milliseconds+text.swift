extension Milliseconds: CustomStringConvertible {
    /// The largest whole unit that loses nothing: `5s`, `90s`, `2m`, `72h`, `250ms`.
    package var description: String {
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        where count != 0 && count % Int64(size) == 0 && (unit != "d" || count / Int64(size) > 3) {
            return "\(count / Int64(size))\(unit)"
        }
        return count == 0 ? "0s" : "\(count)ms"
    }

    /// Reads one whole number and a unit, `ms`, `s`, `m`, `h` or `d`; anything else is nil.
    package init?(text: some StringProtocol) {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = String(text.dropFirst(digits.count))
        guard let number = Int64(digits),
            let size = units.first(where: { $0.0 == unit })?.1
        else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: size)
        guard !overflow else { return nil }
        self.init(product)
    }
}
