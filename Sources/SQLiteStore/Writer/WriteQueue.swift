#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What waits for the writer thread. Any thread pushes; only the writer takes.
///
/// `@unchecked Sendable`: the variables are read and written only while `mutex` is held.
final class WriteQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var operations: [WriteOperation] = []
    /// Operations before this index were taken.
    private var head = 0
    private var isWaiting = false
    private var isClosed = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(filled, nil)
    }

    deinit {
        pthread_cond_destroy(filled)
        pthread_mutex_destroy(mutex)
        filled.deallocate()
        mutex.deallocate()
    }

    /// False when the queue is closed: the operation was not taken.
    func push(_ operation: WriteOperation) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed else { return false }
        operations.append(operation)
        if isWaiting { pthread_cond_signal(filled) }
        return true
    }

    /// Everything that is queued, in order, until its weights reach `weightMax`; blocks while there
    /// is nothing. Nil: closed, and all was taken.
    func take(weightMax: Int) -> ArraySlice<WriteOperation>? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while head == operations.count {
            if isClosed { return nil }
            isWaiting = true
            pthread_cond_wait(filled, mutex)
            isWaiting = false
        }
        return taken(weightMax)
    }

    /// What was queued since, taken as `take` does; nil at once when there is nothing.
    func takeMore(weightMax: Int) -> ArraySlice<WriteOperation>? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return head == operations.count ? nil : taken(weightMax)
    }

    private func taken(_ weightMax: Int) -> ArraySlice<WriteOperation> {
        var end = head
        var weight = 0
        while end < operations.count, weight < weightMax {
            weight += operations[end].weight
            end += 1
        }
        let taken = operations[head..<end]
        if end == operations.count {
            operations = []
            head = 0
        } else if end > 4096 {
            operations.removeFirst(end)
            head = 0
        } else {
            head = end
        }
        return taken
    }

    func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isClosed = true
        pthread_cond_broadcast(filled)
    }
}
