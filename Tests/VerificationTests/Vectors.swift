/// Signatures by vendors' schemes, computed apart from this code, with the bodies they cover.
///
/// The ids and people in the bodies are invented.
enum Vectors {
    static let talentUnveiled = Vector(
        secret: "whsec_cmVsYXktdGVzdC1zZWNyZXQtMjRieXRlcyE=",
        headers: [
            "webhook-id": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
            "webhook-timestamp": "1767607660",
            "webhook-signature": "v1,FUkRSf3L7a7APGm6Tu7PTbEL7wTw1vxF9Z1YueKC704=",
        ],
        body: #"""
            {
              "event_type": "pre_screening.completed",
              "payload": {
                "application": {
                  "id": "app_553",
                  "status": "applied"
                },
                "candidate": {
                  "name": "Yuki Tanaka",
                  "email": "yuki.tanaka@example.com"
                },
                "pre_screening": {
                  "knockout_count": 0,
                  "questions": [
                    {
                      "question": "Do you hold a valid permit?",
                      "answer": "Yes",
                      "options": [
                        "Yes",
                        "No"
                      ]
                    }
                  ]
                },
                "job": {
                  "id": "job_88",
                  "title": "QA Engineer"
                }
              }
            }
            """#)

    static let ribbon = Vector(
        secret: "myGoodSecret",
        headers: [
            "X-Ribbon-Signature":
                "f82f8ed5cd3e3267e869a7e38265b992c2b2e62f9dbb958f96c32710bdef75d3"
        ],
        body: #"""
            {
              "event_type": "interview_processed",
              "interview_flow_id": "f3a91c20",
              "interview_id": "7b2d5c1a-9b0e-4d0c-8f4a-2f6f3f0d1e55",
              "interview_link": "https://app.ribbon.example/recruit/interviews/f3a91c20/7b2d5c1a",
              "interview_flow_name": "Team lead screen",
              "interviewee_email_address": "sam.lopez@example.com",
              "interviewee_first_name": "Sam",
              "interviewee_last_name": "Lopez",
              "status": "completed"
            }
            """#)

    static let classet = Vector(
        secret: "cls_secret",
        headers: [
            "x-classet-webhook-signature":
                "cd816bc14374eb672528dae8de147721b9b4a7760709c3d7adb1568bcc763540"
        ],
        body: #"""
            {
              "event": "candidate.interview.updated",
              "changes": {
                "interview_outcome": {
                  "from": null,
                  "to": "qualified"
                },
                "interview_completed_at": {
                  "from": null,
                  "to": "2026-01-05T12:01:00Z"
                }
              },
              "data": {
                "interview_completed_at": "2026-01-05T12:01:00Z",
                "interview_sent_at": "2026-01-04T18:00:00Z",
                "interview_outcome": "qualified",
                "interview_summary": "Licensed driver, five years."
              }
            }
            """#)

    static let alot = Vector(
        secret: "alot_secret",
        headers: [
            "X-Alot-Signature":
                "sha256=601d14fca09ea7bcd7ae53661c24cc39711aa8911e9c638bf99bc385170e5089"
        ],
        body: #"""
            {
              "id": "evt_01JH3",
              "type": "candidate.completed",
              "timestamp": "2026-01-05T14:23:00.000Z",
              "organizationId": "org_7",
              "data": {
                "sessionId": "sess_1",
                "assessmentId": "asm_2",
                "candidateName": "Jo Park",
                "candidateEmail": "jo.park@example.com",
                "score": 82,
                "status": "COMPLETED"
              }
            }
            """#)

    static let greenhouse = Vector(
        secret: "gh_secret",
        headers: [
            "Signature": "sha256 1a11bf03ac5effcaf8be896302d39f02ede6781093edecf2421a1d33b686fcce",
            "Greenhouse-Event-ID": "31dbde10-0000",
        ],
        body: #"""
            {
              "id": 226809052,
              "created_at": "2026-01-05T16:29:31Z",
              "body": "AI interview (apriora, rep_3Hf81LzT): 82/100. Solid system design, thin \#
            on testing strategy. https://media.example.com/rep_3Hf81LzT.pdf",
              "user": {
                "id": 158108,
                "first_name": "Relay",
                "last_name": "Bot",
                "name": "Relay Bot",
                "employee_id": null
              },
              "private": false,
              "visiblity": "admin_only",
              "visibility": "admin_only"
            }
            """#)

    static let hackerEarth = Vector(
        secret: "he_secret",
        headers: [
            "HE-Signature":
                "t=1767607660,v1=9fe7c41cf7eaaa7d1b5bef6f3d2ad1e11faefd5b1b2111c0aaadf6da8ccf03ca"
        ],
        body: #"""
            {
              "webhook_event_id": "5b0f2c7d41a84a4f8a6a0d9a2f5c7e10",
              "webhook_event_type": "CANDIDATE_JOINED_INTERVIEW",
              "webhook_attempt_number": 1,
              "webhook_payload": {
                "interview_id": "9c1e63e9732e4298be5b47a2f94c2f50",
                "candidate_email": "mia.chen@example.com",
                "joined_datetime": "2026-01-05T10:11:46+00:00"
              }
            }
            """#)

    static let vervoe = Vector(
        secret: "vv_secret",
        headers: [
            "Vervoe-Signature":
                "t=1767607660,hash=fa35583ae20a22eb4187510"
                + "783ac9f7f94ecc10514228a41e775e786ff88d31c"
        ],
        body: #"""
            {
              "candidateAssessmentUuid": "cbb3e136-0000-4452-955b-1835a79caa65",
              "status": "complete",
              "startedAt": "2026-01-05T08:39:46+00:00",
              "completedAt": "2026-01-05T08:59:58+00:00",
              "score": {
                "type": "TYPE_MANUAL",
                "score": 91,
                "scoreByFormat": 91
              },
              "integrationCandidateCardUrl": "https://api.vervoe.example/card"
            }
            """#)
}

struct Vector: Sendable {
    let secret: String
    let headers: KeyValuePairs<String, String>
    let body: String
}
