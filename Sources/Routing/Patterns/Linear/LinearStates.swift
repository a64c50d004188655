/// A set of small numbers with constant-time insertion, test and clearing.
/// Source: Briggs and Torczon, "An efficient representation for sparse sets", 1993.
struct LinearStates {
    private let dense: UnsafeMutableBufferPointer<Int32>
    private let sparse: UnsafeMutableBufferPointer<Int32>
    private(set) var count = 0

    init(
        _ dense: UnsafeMutableBufferPointer<Int32>, _ sparse: UnsafeMutableBufferPointer<Int32>
    ) {
        self.dense = dense
        self.sparse = sparse
    }

    subscript(index: Int) -> Int { Int(dense[index]) }

    /// False when it was there already.
    mutating func insert(_ state: Int) -> Bool {
        let place = Int(sparse[state])
        if place < count, dense[place] == Int32(state) { return false }
        dense[count] = Int32(state)
        sparse[state] = Int32(count)
        count += 1
        return true
    }

    mutating func clear() { count = 0 }
}
