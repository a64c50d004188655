package import Model

/// The resolver pool's bounds.
package struct ResolverSettings: Sendable {
    /// Lookups at once. They only wait, so many are cheap.
    package var threadsMax = 64
    /// … of them for names whose last lookup failed or was slow.
    package var suspectThreadsMax = 16
    /// An answer is used without asking again for this long.
    package var freshTime = Milliseconds.seconds(30)
    /// An old answer is used while it cannot be renewed, for this long.
    package var staleTime = Milliseconds.minutes(5)
    /// A failure is repeated without asking again for this long.
    package var failedTime = Milliseconds.seconds(5)
    /// A lookup that takes longer makes its name a suspect.
    package var slowTime = Milliseconds.seconds(2)
    /// Names remembered; beyond it those that are neither fresh nor being looked up go.
    package var namesMax = 8192

    package init() {}

    var slowMicroseconds: Int64 { slowTime.count * 1000 }
}
