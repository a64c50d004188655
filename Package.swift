// swift-tools-version: 6.2
import PackageDescription

// The table of modules: what each target may import. Tests/HouseTests holds the sources to it.
// docs/architecture.md says what lives where.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
    name: "HummingbirdTesting", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
    resources: [Resource]? = nil
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources,
        swiftSettings: strict)
}

let package = Package(
    name: "signalbox",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "signalbox", targets: ["signalbox"]),
        // For Benchmarks/, a package of its own; not an API.
        .library(
            name: "SignalboxParts",
            targets: [
                "Model", "Verification", "Routing", "Targets", "Store", "SQLiteStore", "Engine",
                "CurlTransport",
            ]),
    ],
    dependencies: [
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // What everything speaks.
        module("Model", []),

        // Decisions: pure, without I/O.
        module("Verification", ["Model", crypto, cryptoExtras]),
        module("Routing", ["Model", collections]),
        module("Targets", ["Model", "Verification", mustache]),
        module("Dispatching", ["Model", collections]),

        // Keeping.
        module("Store", ["Model"]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        module("SQLiteStore", ["Store", "Model", "CSQLite", grdb, grdbSQLite, logging]),
        module("DeadLetters", ["Model"]),

        // Programs of the user's own.
        .target(name: "CProcess"),
        module("Transformations", ["Model", "CProcess"]),

        // Delivering.
        module(
            "Engine", ["Model", "Store", "Dispatching", "Targets", "DeadLetters", logging]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        module("CurlTransport", ["Model", "Engine", "CCurl", logging]),

        // Configuring, receiving, showing.
        module(
            "Settings",
            [
                "Model", "Verification", "Routing", "Targets", "Dispatching", "Transformations",
                yams, crypto,
            ]),
        module("Telemetry", ["Model", metrics, logging]),
        module(
            "Ingress",
            [
                "Model", "Verification", "Routing", "Store", hummingbirdCore, lifecycle, nioCore,
                nioPosix, nioHTTP1, nioSSL, crypto, logging,
            ]),
        module(
            "Admin",
            [
                "Model", "Store", "Routing", "Settings", "Engine", "DeadLetters", "Telemetry",
                hummingbirdCore, lifecycle, nioCore, nioPosix, httpTypes, mustache, logging,
            ]),

        // Putting it together.
        module(
            "Gateway",
            [
                "Model", "Verification", "Routing", "Targets", "Dispatching", "Store",
                "SQLiteStore",
                "DeadLetters", "Engine", "CurlTransport", "Settings", "Telemetry", "Ingress",
                "Admin", lifecycle, unixSignals, logging,
            ]),
        module(
            "Console",
            [
                "Model", "Settings", "Verification", "Targets", "Store", "DeadLetters", "Engine",
                "CurlTransport", hummingbird, nioCore, httpTypes, logging,
            ]),
        .executableTarget(
            name: "signalbox",
            dependencies: ["Gateway", "Console", "Settings", "Verification", "Model", arguments],
            swiftSettings: strict,
            // In the place of the C library's `malloc`; docs/decisions.md says why.
            linkerSettings: [
                .linkedLibrary("mimalloc", .when(platforms: [.linux], configuration: .release))
            ]),

        // Tests mirror the sources; Support holds fakes, hostile servers, conformance suites.
        .target(name: "CSpawn", path: "Tests/CSpawn"),
        .target(
            name: "Support",
            dependencies: ["Model", "Store", "Engine", "CSpawn", grdbSQLite, nioCore, nioPosix],
            path: "Tests/Support", swiftSettings: strict),
        // The whole delivery engine in virtual time, and the command that runs many seeds of it.
        .target(
            name: "Simulator",
            dependencies: [
                "Engine", "Dispatching", "Store", "Targets", "DeadLetters", "Model", collections,
                logging,
            ], path: "Tests/Simulator", swiftSettings: strict),
        .executableTarget(
            name: "signalbox-simulate", dependencies: ["Simulator", "Model", arguments],
            path: "Tests/Simulate", swiftSettings: strict),
        tests("ModelTests", ["Model", "Support"]),
        tests(
            "VerificationTests", ["Verification", "Model", "Support", crypto],
            exclude: ["Fixtures"]),
        tests("RoutingTests", ["Routing", "Model", "Support"]),
        tests(
            "TargetsTests",
            [
                "Targets", "Verification", "Model", "Support", "CurlTransport", "Engine",
                "Dispatching", "Store", "DeadLetters", logging,
            ]),
        tests("TransformationsTests", ["Transformations", "Model", "Support"]),
        tests("DispatchingTests", ["Dispatching", "Model", "Support"]),
        tests("StoreTests", ["Store", "SQLiteStore", "Model", "Support"]),
        tests("DeadLettersTests", ["DeadLetters", "Model", "Support"]),
        tests(
            "EngineTests",
            [
                "Engine", "Store", "Dispatching", "Targets", "DeadLetters", "Model", "Support",
                logging,
            ]),
        tests("CurlTransportTests", ["CurlTransport", "CCurl", "Engine", "Model", "Support"]),
        tests(
            "SettingsTests",
            ["Settings", "Verification", "Routing", "Targets", "Dispatching", "Model", "Support"]),
        tests("TelemetryTests", ["Telemetry", "Model", "Support", logging, metrics]),
        tests(
            "IngressTests",
            [
                "Ingress", "Store", "Verification", "Routing", "Model", "Support", lifecycle,
                nioCore, nioPosix, nioHTTP1, nioSSL, logging,
            ]),
        tests(
            "AdminTests",
            [
                "Admin", "Model", "Store", "Engine", "Settings", "DeadLetters", "Telemetry",
                "Support", hummingbirdTesting, lifecycle, nioCore, httpTypes, logging,
            ]),
        tests(
            "ConsoleTests", ["Console", "Engine", "Settings", "Verification", "Model", "Support"]),
        tests(
            "SignalboxTests",
            ["Gateway", "Console", "SQLiteStore", "Store", "Model", "Support"]),
        tests(
            "GatewayTests",
            [
                "Gateway", "Engine", "Ingress", "Settings", "Routing", "Store", "Model", "Support",
                logging,
            ]),
        tests("SimulatorTests", ["Simulator"]),
        tests("HouseTests", []),
    ],
    swiftLanguageModes: [.v6]
)
