import Model

/// Collects what the routes ask for: each (target, destination) once, with all its causes.
struct DeliveryPlan {
    private(set) var targets: [PlannedTarget] = []
    private var places: [Int32] = []
    /// Place → index in `targets`; only kept once there are more than `fewMax`.
    private var index: [Int32: Int] = [:]

    /// As many are quicker compared than hashed.
    private static let fewMax = 16

    /// `wanted` holds each place once.
    mutating func add(_ wanted: [PlannedTarget], places numbers: [Int32]) {
        guard !targets.isEmpty else {
            targets = wanted
            places = numbers
            return
        }
        for (place, target) in zip(numbers, wanted) {
            if let known = find(place) {
                targets[known].merge(target)
            } else {
                if places.count > Self.fewMax { index[place] = targets.count }
                places.append(place)
                targets.append(target)
            }
        }
    }

    /// A place that no rule of the table has.
    mutating func add(_ target: PlannedTarget) {
        targets.append(target)
        places.append(-1)
    }

    private mutating func find(_ place: Int32) -> Int? {
        guard places.count > Self.fewMax else { return places.firstIndex(of: place) }
        if index.isEmpty {
            for (number, place) in places.enumerated() { index[place] = number }
        }
        return index[place]
    }
}
