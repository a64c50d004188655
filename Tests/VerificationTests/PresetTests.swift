import Model
import Testing
import Verification

@Suite("Presets")
struct PresetTests {
    private func read(_ preset: String, _ body: String) throws -> (EventIdentity, Int?) {
        let preset = try #require(Preset.named(preset))
        let reader = EventReader(preset.mapping)
        let parts = MessageParts(
            headers: HeaderList(), query: "", body: try JSONDocument(Array(body.utf8)).root)
        return (try reader.identity(parts), reader.dedupeValues(parts)?.count)
    }

    @Test("names are unique, found, and unknown ones are not")
    func names() {
        #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
        for preset in Preset.all {
            #expect(Preset.named(preset.name)?.name == preset.name)
            #expect(preset.documentation.hasPrefix("https://"))
            #expect(!preset.verification.isEmpty)
            #expect(!preset.verification.contains(.none))
            #expect(Set(preset.mapping.fields.keys).isSubset(of: Preset.fieldNames))
        }
        #expect(Preset.named("nobody") == nil)
    }

    @Test("Apriora: a finished report")
    func aprioraCompleted() throws {
        let (identity, dedupe) = try read(
            "apriora",
            #"""
            {"event": "session.completed", "data": {"candidateId": "cnd_7", "reportId": "rep_3",
             "candidateEmail": "dana@example.com", "positionId": "pos_1", "time": 1767607660,
             "overallScore": 82, "videoUrl": "https://m.example.com/v.mp4",
             "pdfUrl": "https://m.example.com/r.pdf"}}
            """#)
        #expect(
            identity
                == EventIdentity(
                    type: "session.completed", milestone: .reportReady, interview: "rep_3",
                    definition: "pos_1", run: "rep_3",
                    fields: [
                        "candidate_email": .string("dana@example.com"),
                        "candidate_id": .string("cnd_7"),
                        "score": .number(JSONNumber(82)), "score_max": .number(JSONNumber(100)),
                        "report_url": .string("https://m.example.com/r.pdf"),
                        "recording_url": .string("https://m.example.com/v.mp4"),
                    ]))
        #expect(dedupe == 3)
    }

    @Test(
        "Apriora: event names become milestones",
        arguments: [
            ("session.started", Milestone.started), ("session.paused", .paused),
            ("session.ended", .ended), ("session.completed", .reportReady), ("new", .other),
        ])
    func aprioraMilestones(_ type: String, _ milestone: Milestone) throws {
        #expect(try read("apriora", #"{"event":"\#(type)"}"#).0.milestone == milestone)
    }

    @Test("Apriora: an event without its time is never a duplicate")
    func aprioraDedupe() throws {
        #expect(
            try read("apriora", #"{"event":"session.started","data":{"reportId":"r"}}"#).1 == nil)
    }

    @Test("Xobin: a submission")
    func xobinSubmission() throws {
        let (identity, dedupe) = try read(
            "xobin",
            #"""
            {"ai_interview_id": 412, "candidate_email": "liam@example.com", "candidate_id": 9120,
             "candidate_name": "Liam Ferraro", "invite_status": "Completed", "response_id": 8841,
             "score": 7, "pdf_link": "https://m.example.com/8841.pdf",
             "report_link": "https://x.example.com/8841", "custom_field_id": "CAND-17"}
            """#)
        #expect(identity.type == "Completed")
        #expect(identity.milestone == .reportReady)
        #expect(identity.interview == "412")
        #expect(identity.definition == "412")
        #expect(identity.run == "8841")
        #expect(identity.fields["candidate_name"] == .string("Liam Ferraro"))
        #expect(identity.fields["candidate_id"] == .number(JSONNumber(9120)))
        #expect(identity.fields["score"] == .number(JSONNumber(7)))
        #expect(identity.fields["report_url"] == .string("https://x.example.com/8841"))
        #expect(identity.fields["ats_candidate"] == .string("CAND-17"))
        #expect(dedupe == 3)
    }

    @Test("Xobin: a start, and an assessment's change")
    func xobinOthers() throws {
        let start = try read(
            "xobin", #"{"ai_interview_id":412,"invite_status":"Started","response_id":8841}"#
        ).0
        #expect(start.milestone == .started)
        let change = try read(
            "xobin", #"{"event":"assessments.updates","invite_status":"Started"}"#
        ).0
        #expect(change.type == "assessments.updates")
        #expect(change.milestone == .other)
    }
}
