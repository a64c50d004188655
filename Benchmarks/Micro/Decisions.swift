import Benchmark
import Model
import Routing
import Targets
import Verification

/// What is decided about an event, without I/O: verify, plan, filter, render.
func decisions() {
    for count in [10, 10_000] {
        Benchmark("plan among \(count) routes") { benchmark, sample in
            let (table, facts) = sample
            try benchmark.compare {
                for number in benchmark.scaledIterations {
                    guard table.match(facts[number % facts.count]).planned.count == 1 else {
                        throw Samples.Wrong()
                    }
                }
            }
        } setup: {
            // Events of many jobs, so that among many routes the index does not stay in the cache.
            (
                try Samples.routes(count),
                try (0..<1000).map { try Samples.facts("job_\($0 * 9973 % count)") }
            )
        }
    }
    Benchmark("filter") { benchmark, table in
        let facts = try Samples.facts()
        try benchmark.compare {
            for _ in benchmark.scaledIterations {
                guard table.match(facts).planned.count == 1 else { throw Samples.Wrong() }
            }
        }
    } setup: {
        try Samples.filtered()
    }
    Benchmark("verify") { benchmark, sample in
        let (verifier, request) = sample
        try benchmark.compare(hashing: signedBytes) {
            for _ in benchmark.scaledIterations {
                guard verifier.verify(request, now: Samples.now) == .ok(secretIndex: 0) else {
                    throw Samples.Wrong()
                }
            }
        }
    } setup: {
        try signedRequest()
    }
    Benchmark("render") { benchmark, sample in
        let (target, context) = sample
        try benchmark.compare(hashing: signedBytes) {
            for _ in benchmark.scaledIterations {
                blackHole(try target.request(for: context).get())
            }
        }
    } setup: {
        (
            try Samples.target("http://127.0.0.1:1/1"),
            AttemptContext(
                delivery: Samples.delivery(), event: Samples.event(), attempt: 1, now: Samples.now)
        )
    }
}

/// An HMAC of a body: a block for the key before it, one more with the first digest.
private let signedBytes = Samples.body.count + 192

private func signedRequest() throws -> (Verifier, VerifiableRequest) {
    let scheme = VerificationScheme.signature(
        SignatureScheme(
            header: "x-signature", prefix: "sha256=", secrets: [try Samples.secret("bench-secret")])
    )
    let credentials = try RequestSigner(scheme).credentials(
        body: Samples.body, id: "bench", at: Samples.now)
    return (
        try Verifier(scheme), VerifiableRequest(headers: credentials.headers, body: Samples.body)
    )
}
