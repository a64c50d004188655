import Foundation
import Model
import Testing
import Verification

/// What presets read from their vendors' bodies: Fixtures/payloads, ids and people invented.
@Suite("Presets against their vendors' bodies")
struct PayloadTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let type: String
        let milestone: Milestone
        let definition: String
        let run: String
        var fields: [String: String] = [:]
        var query = ""

        var preset: String { String(file.prefix { $0 != "/" }) }
        var testDescription: String { file }
    }

    static let cases: [Case] = [
        Case(
            file: "apriora/session.started.json", type: "session.started", milestone: .started,
            definition: "pos_backend_eu", run: "rep_3Hf81LzT"),
        Case(
            file: "apriora/session.completed.json", type: "session.completed",
            milestone: .reportReady, definition: "pos_backend_eu", run: "rep_3Hf81LzT",
            fields: ["score": "82", "score_max": "100"]),
        Case(
            file: "xobin/ai_interview.start.json", type: "Started", milestone: .started,
            definition: "412", run: "8841", fields: ["candidate_name": "Liam Ferraro"]),
        Case(
            file: "micro1/interview.started.json", type: "interview.started", milestone: .started,
            definition: "b5d1b9a2-93f0-4e0b-8f35-6c8c7f0f2a10", run: "",
            fields: ["candidate_email": "noor.haddad@example.com"]),
        Case(
            file: "micro1/interview_report.created.json", type: "interview_report.created",
            milestone: .reportReady, definition: "0a7e3c55-1f0e-4b34-9d0f-1d8a5f1a7c22",
            run: "k9PqzR2vXa",
            fields: [
                "score": "84", "score_max": "100", "candidate_name": "Noor Haddad",
                "report_url": "https://reports.example.com/k9PqzR2vXa.pdf",
                "ats_candidate": "APP-901",
            ]),
        Case(
            file: "micro1/interview_recording.completed.json",
            type: "interview_recording.completed", milestone: .mediaReady, definition: "",
            run: "k9PqzR2vXa", fields: ["recording_url": "https://player.example.com/k9"]),
        Case(
            file: "alpharun/interview.call.completed.json", type: "interview.call.completed",
            milestone: .reportReady, definition: "job_01JGXX", run: "int_01JH2Z9C",
            fields: ["score": "4", "candidate_email": "ada.mensah@example.com"]),
        Case(
            file: "alpharun/interview.rejected.json", type: "interview.rejected",
            milestone: .decision, definition: "job_01JGXX", run: "int_01JH2Z9C"),
        Case(
            file: "jobmojito/interview_result.json", type: "interview_result",
            milestone: .reportReady, definition: "04e09fa5-0000-4236-b37d-fca2bcd1cb66",
            run: "8d7a1c0e-4c1a-4a5d-b0e1-9a5a2fdd1c10",
            fields: ["score": "74", "ats_candidate": "ATS-5521"], query: "event=interview_result"),
        Case(
            file: "jobmojito/interview_failed.json", type: "abandoned", milestone: .failed,
            definition: "04e09fa5-0000-4236-b37d-fca2bcd1cb66",
            run: "8d7a1c0e-4c1a-4a5d-b0e1-9a5a2fdd1c10"),
        Case(
            file: "heymilo/report_available.json", type: "report_available",
            milestone: .reportReady, definition: "post_64f0", run: "intv_9ac1"),
        Case(
            file: "ribbon/interview_processed.json", type: "interview_processed",
            milestone: .reportReady, definition: "f3a91c20",
            run: "7b2d5c1a-9b0e-4d0c-8f4a-2f6f3f0d1e55",
            fields: ["candidate_email": "sam.lopez@example.com", "candidate_name": "Sam"]),
        Case(
            file: "ribbon/video_processed.json", type: "video_processed", milestone: .mediaReady,
            definition: "f3a91c20", run: "7b2d5c1a-9b0e-4d0c-8f4a-2f6f3f0d1e55"),
        Case(
            file: "classet/candidate.interview.updated.json", type: "candidate.interview.updated",
            milestone: .decision, definition: "", run: ""),
        Case(
            file: "interviewroom/JobPost.Application.Completed.json",
            type: "JobPost.Application.Completed", milestone: .reportReady, definition: "jp_17",
            run: "5f0c2e2e-7d5b-45b0-8a35-6e6f9f8c7a01",
            fields: ["score": "7.5", "score_max": "9", "candidate_name": "Omar Reyes"]),
        Case(
            file: "tavus/system.shutdown.json", type: "system.shutdown", milestone: .ended,
            definition: "r_1", run: "c_8812ab"),
        Case(
            file: "vapi/end-of-call-report.json", type: "end-of-call-report",
            milestone: .reportReady, definition: "", run: "call_71f0"),
        Case(
            file: "talentunveiled/pre_screening.completed.json", type: "pre_screening.completed",
            milestone: .reportReady, definition: "job_88", run: "app_553",
            fields: ["candidate_name": "Yuki Tanaka"]),
        Case(
            file: "hackerearth/CANDIDATE_JOINED_INTERVIEW.json",
            type: "CANDIDATE_JOINED_INTERVIEW", milestone: .started, definition: "",
            run: "9c1e63e9732e4298be5b47a2f94c2f50",
            fields: ["candidate_email": "mia.chen@example.com"]),
        Case(
            file: "hackerearth/CANDIDATE_TEST_FINISHED.json", type: "CANDIDATE_TEST_FINISHED",
            milestone: .reportReady, definition: "1041122", run: "",
            fields: ["candidate_email": "mia.chen@example.com"]),
        Case(
            file: "codesignal/companyTestSessionFinished.json", type: "companyTestSessionFinished",
            milestone: .reportReady, definition: "t_18", run: "ts_4411",
            fields: ["score": "790", "score_max": "850", "ats_candidate": "ATS-5521"]),
        Case(
            file: "vervoe/CANDIDATE_COMPLETE_INTERVIEW.json", type: "complete",
            milestone: .reportReady, definition: "", run: "cbb3e136-0000-4452-955b-1835a79caa65",
            fields: ["score": "91", "score_max": "100"]),
        Case(
            file: "doselect/test-session.end.json", type: "end", milestone: .ended,
            definition: "k716y",
            run: "https://api.doselect.example/platform/v1/test/k716y/candidates/"
                + "a%40example.com/report", fields: ["candidate_email": "a@example.com"]),
        Case(
            file: "alot/candidate.completed.json", type: "candidate.completed",
            milestone: .reportReady, definition: "asm_2", run: "sess_1",
            fields: ["score": "82", "score_max": "100", "candidate_name": "Jo Park"]),
    ]

    @Test("type, milestone, definition, run and fields are read", arguments: cases)
    func reads(_ sample: Case) throws {
        let preset = try #require(Preset.named(sample.preset))
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/payloads/\(sample.file)")
        let document = try JSONDocument(Array(Data(contentsOf: path)))
        let parts = MessageParts(
            headers: HeaderList(["webhook-id": "m"]), query: sample.query, body: document.root)
        let reader = EventReader(preset.mapping)
        let identity = try reader.identity(parts)
        #expect(identity.type == sample.type)
        #expect(identity.milestone == sample.milestone)
        #expect(identity.definition == sample.definition)
        #expect(identity.run == sample.run)
        for (name, value) in sample.fields {
            #expect(identity.fields[name]?.text == value, "\(name)")
        }
        #expect(reader.dedupeValues(parts) != nil, "never a duplicate")
    }

    @Test("every vendor whose bodies are here has a case")
    func complete() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/payloads")
        let vendors = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(vendors.count >= 16)
        for vendor in vendors where vendor != "greenhouse" {
            #expect(Self.cases.contains { $0.preset == vendor }, "\(vendor)")
        }
    }
}
