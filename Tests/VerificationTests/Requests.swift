import Model
import Testing
import Verification

/// 2026-01-05T10:07:40Z: the time of the vectors.
let signingTime = Timestamp(seconds: 1_767_607_660)

func secrets(_ texts: String...) -> [Secret] { texts.compactMap { Secret($0) } }

func request(
    _ headers: KeyValuePairs<String, String> = [:], body: String = "{}", token: String? = nil
) -> VerifiableRequest {
    VerifiableRequest(pathToken: token, headers: HeaderList(headers), body: Array(body.utf8))
}

func verdict(
    _ scheme: VerificationScheme, _ request: VerifiableRequest, now: Timestamp = signingTime
) throws -> Verdict {
    try Verifier(scheme).verify(request, now: now)
}
