// swift-tools-version: 6.2
import PackageDescription

// The load generator and the micro-benchmarks: a package of its own, so that nobody who builds, tests
// or runs Signalbox fetches what only measuring needs.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// What is measured has `package` access, which ends at a package's edge: these targets are compiled
/// under the name that SwiftPM gives to the package above, its folder's.
let home: String = {
    let folder = Context.packageDirectory.split(separator: "/").dropLast().last ?? "signalbox"
    let name = folder.lowercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    return name.first?.isNumber == true ? "_" + name.dropFirst() : name
}()
let inside = strict + [.unsafeFlags(["-package-name", home])]

let package = Package(
    name: "signalbox-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "signalbox", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .target(
            name: "Stubs",
            dependencies: [
                .product(name: "SignalboxParts", package: "signalbox"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            path: "Stubs", packageAccess: false, swiftSettings: inside),
        .executableTarget(
            name: "signalbox-load",
            dependencies: [
                "Stubs",
                .product(name: "SignalboxParts", package: "signalbox"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Load", packageAccess: false, swiftSettings: inside),
        .executableTarget(
            name: "Micro",
            dependencies: [
                "Stubs",
                .product(name: "SignalboxParts", package: "signalbox"),
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Micro", packageAccess: false, swiftSettings: inside,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
