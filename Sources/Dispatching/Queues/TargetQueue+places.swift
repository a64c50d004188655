import DequeModule
import HeapModule
import Model

extension TargetQueue {
    /// The number of a destination; a new one when it is new.
    mutating func place(of destination: String, _ now: Timestamp) -> Int {
        // Its own destination keeps a pace of its own as soon as there are others.
        if destination.isEmpty, places.isEmpty || placeRate == nil { return Place.none }
        if let index = placeIndex[destination] { return index }
        let place = Place(destination, rate: placeRate)
        let index: Int
        if places.count < Limits.destinationsMax {
            index = places.count
            places.append(place)
        } else {
            // Rather an old block is forgotten, and found again, than memory grows.
            guard
                let old = places.indices.first(where: { places[$0].isIdle(now) })
                    ?? places.indices.first(where: {
                        places[$0].held == 0 && !places[$0].destination.isEmpty
                    })
            else { return Place.none }
            placeIndex[places[old].destination] = nil
            places[old] = place
            index = old
        }
        placeIndex[destination] = index
        return index
    }

    /// Pace that each destination keeps for itself; what is shared is the group's.
    var placeRate: Rate? { policy.paceWith == nil ? policy.rate : nil }

    /// After a reload.
    mutating func setPlaceRates() {
        for index in places.indices where places[index].bucket?.rate != placeRate {
            places[index].bucket = placeRate.map { TokenBucket($0) }
        }
    }

    // MARK: Turns

    /// Whether one can be taken now.
    func hasReady(_ now: Timestamp) -> Bool {
        if !fresh.isEmpty || !retries.isEmpty { return true }
        return turns.min.map { $0.at <= now } ?? false
    }

    /// One that was set aside and whose turn has come.
    mutating func takeTurn(_ now: Timestamp) -> Waiting? {
        guard let turn = turns.min, turn.at <= now else { return nil }
        turns.removeMin()
        places[turn.place].hasTurn = false
        guard let waiting = places[turn.place].aside.popFirst() else { return nil }
        asideCount -= 1
        return waiting
    }

    mutating func setAside(_ waiting: Waiting, until moment: Timestamp) {
        places[waiting.place].aside.append(waiting)
        asideCount += 1
        queueTurn(waiting.place, at: moment)
    }

    /// Lets the next of a destination have a turn, if it has one aside.
    mutating func queueTurn(_ place: Int, at moment: Timestamp) {
        guard !places[place].hasTurn, !places[place].aside.isEmpty else { return }
        places[place].hasTurn = true
        turns.insert(Turn(at: moment, place: place))
    }

    /// Any of those that were set aside, to be given back.
    mutating func popAside() -> Waiting? {
        while let turn = turns.min {
            if let waiting = places[turn.place].aside.popLast() {
                asideCount -= 1
                return waiting
            }
            turns.removeMin()
            places[turn.place].hasTurn = false
        }
        return nil
    }

    /// How long a delivery waited, since `start`, for a person or a probe.
    func stopped(_ place: Int, from start: Timestamp, to end: Timestamp) -> Milliseconds {
        let whole = stops.stopped(from: start, to: end)
        guard place != Place.none else { return whole }
        return whole + places[place].stops.stopped(from: start, to: end)
    }
}
