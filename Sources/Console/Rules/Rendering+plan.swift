import Model

extension Rendering {
    /// A table of what an edit would change, and one line that sums it up.
    func plan(_ totals: PlanTotals, _ findings: StoreFindings) -> String {
        let head =
            "\(totals.running) → \(totals.edited), "
            + "\(counted(totals.events, "stored event"))\n"
        return head + (totals.hasChanges ? changes(totals) : "nothing would change\n")
            + findings.lines.map { "warning: \($0)\n" }.joined()
    }

    private func changes(_ totals: PlanTotals) -> String {
        var text = ""
        var table = Table([
            .init(""), .init("DELIVERIES", .right), .init("TARGET", isFlexible: true),
            .init("ROUTES", isFlexible: true, widthMin: 12), .init("FOR EXAMPLE"),
        ])
        for (change, deliveries, examples) in totals.sorted {
            let destination = change.destination.isEmpty ? "" : " \(change.destination)"
            table.add([
                Self.sign(change.kind), "\(deliveries)", change.target + destination,
                change.routes.joined(separator: ", "), examples.first ?? "",
            ])
        }
        if !table.isEmpty { text += "\n" + table.rendered(width: width) + "\n" }
        let parts = [
            (totals.count("added"), "added"), (totals.count("removed"), "removed"),
            (totals.count("other_routes"), "asked for by other rules"),
            (totals.count("other_terms"), "with another once_per or stale_after"),
            (totals.count("other_request"), "with another request"),
            (totals.others, "more not listed"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let deliveries = parts.isEmpty ? "no delivery changes" : parts.joined(separator: ", ")
        text += "\(deliveries), in \(totals.changedEvents) of \(totals.events) events\n"
        if totals.unrouted > 0 {
            text += "\(counted(totals.unrouted, "event")) would go nowhere any more\n"
        }
        if totals.refused > 0 {
            text +=
                "\(counted(totals.refused, "event")) would be refused: no such source any more,"
                + " or it reads them otherwise\n"
        }
        if totals.admitted > 0 {
            text +=
                "\(counted(totals.admitted, "event")) would be taken that the running rules "
                + "refuse\n"
        }
        return text
    }

    private static func sign(_ kind: String) -> String {
        switch kind {
        case "added": "+ new"
        case "removed": "- gone"
        case "other_routes": "~ rules"
        case "other_terms": "~ terms"
        case "other_request": "~ request"
        default: kind
        }
    }
}
