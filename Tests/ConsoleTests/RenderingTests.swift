import Model
import Testing

@testable import Console

@Suite("Answers for people")
struct RenderingTests {
    private let rendering = Rendering(now: FixedClock().now, width: nil)

    @Test("events, one a line, with how to go on")
    func events() throws {
        let json = """
            {"events":[{"id":"evt_1","source":"xobin","type":"Completed","interview":"4217","run":"7",
            "received_at":"2026-01-05T10:05:40Z","deliveries":2},
            {"id":"evt_0","source":"apriora","type":"","received_at":"2026-01-05T09:07:40Z",
            "deliveries":0}],"next":"evt_0"}
            """
        #expect(
            try rendering.events(Array(json.utf8)) == """
                EVENT  RECEIVED   SOURCE   TYPE       INTERVIEW  RUN  DELIVERIES
                evt_1  2 min ago  xobin    Completed  4217       7             2
                evt_0  1 h ago    apriora                               unrouted
                more: --before evt_0

                """)
        #expect(try rendering.events(Array(#"{"events":[]}"#.utf8)) == "no events\n")
    }

    @Test("an event says why it went where it went")
    func event() throws {
        let json = """
            {"id":"evt_1","source":"xobin","type":"Completed","milestone":"report_ready",
            "interview":"4217","definition":"4217","run":"","fields":{"score":71},
            "received_at":"2026-01-05T10:05:40Z","configuration":"cfg_1","method":"POST","query":"",
            "headers":[{"name":"Content-Type","value":"application/json"}],"body_bytes":11,
            "body":"{\\"score\\":71}",
            "explanation":{"configuration":"cfg_1","matched":["everything"],"missed":[
            {"route":"reports","path":"fields.score","op":"gte","wanted":80,"found":"number"},
            {"route":"tagged","path":"body.v","op":"any","wanted":"eq 1","found":"array"},
            {"route":"listed","path":"body.w","op":"any","wanted":"eq 1","found":"string"}],
            "stopped_by":"board"},
            "deliveries":[{"id":"dlv_1","state":"pending","target":"audit","destination":"C1",
            "attempts":1,"due_at":"2026-01-05T10:08:10Z",
            "reason":{"code":"http_503","message":"busy"}}]}
            """
        #expect(
            try rendering.event(Array(json.utf8)) == """
                evt_1
                  source         xobin
                  type           Completed
                  milestone      report_ready
                  interview      4217
                  definition     4217
                  received       2026-01-05T10:05:40.000Z (2 min ago)
                  configuration  cfg_1

                fields
                  score  71

                why
                  matched     everything
                  stopped by  board
                  missed      reports: fields.score is not gte 80
                  missed      tagged: body.v is not any { eq 1 }
                  missed      listed: body.w is not any { eq 1 } (it is a string)

                deliveries
                  DELIVERY  STATE    TARGET    ATTEMPTS  WHEN     REASON
                  dlv_1     pending  audit C1         1  in 30 s  http_503: busy

                headers
                  Content-Type  application/json

                body, 11 B
                  {
                    "score": 71
                  }

                """)
    }

    @Test("an explanation of a stored event ends with what became of it")
    func explanation() throws {
        let json = """
            {"configuration":"cfg_1","event":"evt_1","source":"xobin","type":"done","routes":[
            {"route":"reports","outcome":"taken","clauses":[{"path":"body.v","op":"any",
            "wanted":"a eq 1","condition":"body.v any { a eq 1 }","holds":true,
            "finding":"it has 2 elements"},{"op":"or","condition":"or","holds":true},
            {"condition":"run eq 7","depth":1,"holds":false}]}],"planned":[
            {"target":"audit","destination":"","routes":["reports"],"request":{"method":"POST",
            "url":"https://example.com/","headers":[{"name":"webhook-id","value":"dlv_1"}],
            "body":"{}"}}],"deliveries":[{"id":"dlv_1","state":"cancelled","target":"audit",
            "destination":"","attempts":0,"updated_at":"2026-01-05T10:05:40Z",
            "reason":{"code":"sent_once","message":"sent before"}}]}
            """
        #expect(
            try rendering.explanation(Array(json.utf8)) == """
                evt_1
                  source  xobin
                  type    done
                  rules   cfg_1

                rules, in their order
                  reports: takes it
                    yes  body.v any { a eq 1 }: it has 2 elements
                    yes  or
                    no     run eq 7

                what is sent
                  to audit, asked for by: reports
                    POST https://example.com/
                    webhook-id: dlv_1

                    {}

                what became of it
                  DELIVERY  STATE      TARGET  ATTEMPTS  WHEN       REASON
                  dlv_1     cancelled  audit          0  2 min ago  sent_once: sent before

                """)
        let trial = #"{"source":"xobin","routes":[],"planned":[]}"#
        #expect(try !rendering.explanation(Array(trial.utf8)).contains("became"))
    }

    @Test("routes show what they take, where it goes, and what ends or limits them")
    func routes() throws {
        let json = """
            {"routes":[{"name":"plain","match":[],"to":[{"target":"audit","destination":""}],
            "enabled":true},{"name":"special","match":["source is x"],"to":[{"target":"chat",
            "destination":"C0TRIAGE","table":"channels","key":"{{fields.team}}","text":true},
            {"target":"chat","destination":"C0ONE"}],"enabled":false,"stop":true,
            "until":"2026-01-05T08:07:40Z","once_per":"run","stale_after_ms":7200000}],
            "settings":[]}
            """
        let lines = try rendering.routes(Array(json.utf8)).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].split(separator: " ") == ["plain", "all", "audit"])
        #expect(
            lines[2] == """
                special  source is x  chat {table channels[{{fields.team}}], default C0TRIAGE, \
                own text}, chat C0ONE  disabled, stop, until 2026-01-05T08:07:40.000Z (2 h ago), \
                once_per run, stale_after 2h
                """)
    }

    @Test("a delivery shows each attempt, what to do, and how the last answer began")
    func delivery() throws {
        let json = """
            {"id":"dlv_1","webhook_id":"dlv_1","event":"evt_1","target":"audit","destination":"",
            "routes":["a","b"],"state":"pending","attempts":2,"created_at":"2026-01-05T10:05:40Z",
            "due_at":"2026-01-05T10:08:10Z","updated_at":"2026-01-05T10:07:40Z",
            "reason":{"code":"timeout","message":"no answer in 30 s","advice":"look at the target"},
            "history":[{"number":1,"started_at":"2026-01-05T10:05:40Z","took_ms":12,"status":503,
            "outcome":"retry","reason":{"code":"http_503","message":"busy"},"snippet":""},
            {"number":2,"started_at":"2026-01-05T10:07:10Z","took_ms":30000,"outcome":"retry",
            "reason":{"code":"timeout","message":"no answer"},"ambiguous":true,"snippet":"a\\u001b"}]}
            """
        #expect(
            try rendering.delivery(Array(json.utf8)) == """
                dlv_1
                  state       pending
                  reason      timeout: no answer in 30 s
                  what to do  look at the target
                  target      audit
                  event       evt_1
                  routes      a, b
                  webhook-id  dlv_1
                  created     2026-01-05T10:05:40.000Z (2 min ago)
                  due         2026-01-05T10:08:10.000Z (in 30 s)
                  changed     2026-01-05T10:07:40.000Z (now)

                attempts
                  #  STARTED     TOOK  STATUS  OUTCOME            REASON
                  1  2 min ago  12 ms  503     retry              http_503: busy
                  2  30 s ago    30 s  –       retry (ambiguous)  timeout: no answer

                the last answer began
                  a\\u{1b}

                """)
    }

    @Test("a resumed target says what was called off")
    func resumed() throws {
        func text(_ dropped: Int) throws -> String {
            let json = #"{"name":"audit","state":"sending","dropped":\#(dropped)}"#
            return try rendering.target(Array(json.utf8))
        }
        #expect(try text(1) == "audit is sending\n1 delivery called off\n")
        #expect(try text(6) == "audit is sending\n6 deliveries called off\n")
    }

    @Test("targets show their state and the command that helps")
    func targets() throws {
        let json = """
            {"targets":[{"name":"audit","kind":"http","state":"sending","in_flight":2},
            {"name":"hiring","kind":"slack","state":"blocked","since":"2026-01-05T09:07:40Z",
            "reason":{"code":"channel_is_archived","message":"it is archived"},
            "remedy":"signalbox targets resume hiring","in_flight":0}]}
            """
        #expect(
            try rendering.targets(Array(json.utf8)) == """
                TARGET  KIND   STATE    SINCE    ON THEIR WAY  REASON
                audit   http   sending                      2
                hiring  slack  blocked  1 h ago             0  channel_is_archived: it is archived
                hiring: signalbox targets resume hiring

                """)
    }

    @Test("status says what needs attention, and its exit code too")
    func status() throws {
        let fine = """
            {"product":"Signalbox","version":"0.1.0","node":"running",
            "started_at":"2026-01-05T09:07:40Z","configuration":{"version":"cfg_1","sources":2,
            "targets":3,"routes":4},"in_flight":1,"held":5,
            "backlog":{"deliveries":12,"oldest_age_ms":90000},
            "targets":{"sending":3,"blocked":0},"attention":[]}
            """
        #expect(
            try rendering.status(Array(fine.utf8)) == """
                Signalbox 0.1.0
                  node           running
                  started        2026-01-05T09:07:40.000Z (1 h ago)
                  configuration  cfg_1
                  rules          2 sources, 3 targets, 4 routes
                  backlog        12 deliveries, the oldest 1 min old
                  on their way   1
                  targets        3 sending

                """)
        #expect(try rendering.statusExitCode(Array(fine.utf8)) == .fine)
        let blocked = """
            {"product":"S","version":"1","node":"running","backlog":{"deliveries":0},
            "targets":{"blocked":1},"attention":[{"name":"hiring","kind":"slack","state":"blocked"}]}
            """
        #expect(try rendering.status(Array(blocked.utf8)).contains("needs attention"))
        #expect(try rendering.statusExitCode(Array(blocked.utf8)) == .found)
        let alerts = """
            {"product":"S","version":"1","node":"running","backlog":{"deliveries":0},
            "alerts":[{"type":"target.blocked","message":"hiring is blocked"},
            {"type":"disk.low","message":"the disk is nearly full","advice":"free some space",
            "since":"2026-01-05T10:05:40Z"}]}
            """
        let shown = try rendering.status(Array(alerts.utf8))
        #expect(
            shown.hasSuffix(
                "alerts\n  the disk is nearly full, since 2 min ago; free some space\n"))
        #expect(!shown.contains("hiring is blocked"))
        let none = #"{"node":"none","backlog":{"deliveries":0}}"#
        #expect(try rendering.status(Array(none.utf8)).contains("none runs here"))
        #expect(try rendering.statusExitCode(Array(none.utf8)) == .found)
    }

    @Test("dead letters and what a redrive did")
    func deadLetters() throws {
        let list = """
            {"dead_letters":[{"delivery":"dlv_1","target":"audit","source":"xobin","type":"t",
            "reason":{"code":"http_400","message":"refused"},"died_at":"2026-01-05T10:05:40Z",
            "attempts":3,"file":"audit/2026-01-05.ndjson"}],"total":1,"unreadable":2}
            """
        #expect(
            try rendering.deadLetters(Array(list.utf8)) == """
                DELIVERY  DIED       TARGET  SOURCE  TYPE  ATTEMPTS  REASON
                dlv_1     2 min ago  audit   xobin   t            3  http_400: refused
                2 lines cannot be read

                """)
        let redrive = """
            {"dry_run":false,"matched":5,"made":3,"existed":2,"unreadable":0,"more":true,
            "last_due_at":"2026-01-05T10:08:10Z","deliveries":[]}
            """
        #expect(
            try rendering.redrive(Array(redrive.utf8)) == """
                5 dead letters: 3 will be sent again, 2 were sent again before
                the last is due in 30 s
                there are more: repeat the command

                """)
        let dry = #"{"dry_run":true,"matched":5,"made":0,"existed":0}"#
        #expect(
            try rendering.redrive(Array(dry.utf8))
                == "5 dead letters would be sent again (dry run: nothing was done)\n")
    }

    @Test("a dead letter says why, what was tried, what it was about, and how to repeat it")
    func deadLetter() throws {
        let json = """
            {"delivery":"dlv_1","webhook_id":"dlv_0","target":"audit","destination":"",
            "routes":["all"],"reason":{"code":"http_400","message":"refused","advice":"mend it"},
            "created":"2026-01-05T10:05:40Z","died":"2026-01-05T10:07:40Z",
            "redrive":{"origin":"dlv_0","generation":1},"configuration":"cfg_1",
            "event":{"id":"evt_1","source":"xobin","type":"Completed","milestone":"report_ready",
            "received":"2026-01-05T10:05:40Z","body":"{\\"score\\":71}"},
            "attempts":[{"number":1,"started":"2026-01-05T10:05:40Z","took_ms":12,"status":400,
            "outcome":"dead","reason":{"code":"http_400","message":"refused"},"snippet":"no"}],
            "curl":"curl --globoff 'https://example.com'"}
            """
        #expect(
            try rendering.deadLetter(Array(json.utf8)) == """
                dlv_1
                  reason         http_400: refused
                  what to do     mend it
                  target         audit
                  routes         all
                  webhook-id     dlv_0
                  repeats        dlv_0
                  created        2026-01-05T10:05:40.000Z (2 min ago)
                  died           2026-01-05T10:07:40.000Z (now)
                  configuration  cfg_1

                attempts
                  #  STARTED     TOOK  STATUS  OUTCOME  REASON
                  1  2 min ago  12 ms  400     dead     http_400: refused

                the last answer began
                  no

                event
                  id         evt_1
                  source     xobin
                  type       Completed
                  milestone  report_ready
                  received   2026-01-05T10:05:40.000Z (2 min ago)
                  body
                    {
                      "score": 71
                    }

                repeat it by hand
                  curl --globoff 'https://example.com'

                """)
    }

    @Test("an answer that is no JSON is an error, not a crash")
    func malformed() {
        #expect(throws: ConsoleError.self) { try rendering.events(Array("<html>".utf8)) }
        #expect(throws: Never.self) { try rendering.event(Array("[]".utf8)) }
    }
}
