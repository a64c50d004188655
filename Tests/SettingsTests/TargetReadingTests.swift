import Dispatching
import Model
import Settings
import Targets
import Testing

@Suite struct TargetReadingTests {
    @Test("a target without settings has the documented defaults")
    func defaults() throws {
        let target = try target("")
        #expect(target.policy == DeliveryPolicy())
        #expect(target.target.connection == ConnectionPolicy())
    }

    @Test("every key of the delivery policy is taken over")
    func policy() throws {
        let policy = try target(
            """
                retry:
                  { schedule: [1s, 90s], max_age: 3d, attempts: 7, jitter: 0, retry_after_max: 5m }
                rate: 10/10s
                concurrency: 2
                order_by: run
                on_blocked: skip_after 15m
                pace_with: greenhouse
                breaker: { failures: 3, attempts_per_minute: 9, probe_wait: 20m }
            """
        ).policy
        #expect(policy.retry.schedule == [.seconds(1), .seconds(90)])
        #expect(policy.retry.maxAge == .days(3))
        #expect(policy.retry.attemptsMax == 7)
        #expect(policy.retry.jitter == 0)
        #expect(policy.retry.retryAfterMax == .minutes(5))
        #expect(policy.rate == Rate(count: 10, per: .seconds(10)))
        #expect(policy.concurrencyMax == 2)
        #expect(policy.concurrencyStart == 2)
        #expect(policy.orderByRun)
        #expect(policy.laneSkipAfter == .minutes(15))
        #expect(policy.paceWith == "greenhouse")
        #expect(policy.breaker.failuresInARow == 3)
        #expect(policy.breaker.attemptsPerMinuteMin == 9)
        #expect(policy.breaker.probeWait == .minutes(20))
        #expect(policy.breaker.probeWaitMax == .minutes(20))
    }

    @Test(
        "rates count per unit, or per span",
        arguments: [
            ("50/s", 50, Milliseconds.seconds(1)), ("10/10s", 10, .seconds(10)),
            ("100/m", 100, .minutes(1)), ("5/500ms", 5, Milliseconds(500)), ("9/h", 9, .hours(1)),
        ])
    func rates(_ text: String, count: Int, per: Milliseconds) throws {
        #expect(try target("    rate: \(text)\n").policy.rate == Rate(count: count, per: per))
    }

    @Test("every key of the connection is taken over")
    func connection() throws {
        let connection = try target(
            """
                timeout: { connect: 1s, total: 2s }
                allow_private: [10.2.0.0/16, "fd00::/8", 127.0.0.1]
                ca_file: /etc/ca.pem
                client_cert: /etc/client.pem
                client_key: /etc/client.key
                proxy: http://proxy.example.com:3128
            """
        ).target.connection
        #expect(connection.connectTimeout == .seconds(1))
        #expect(connection.totalTimeout == .seconds(2))
        #expect(
            connection.allowPrivate.map(\.description)
                == ["10.2.0.0/16", "fd00::/8", "127.0.0.1/32"])
        #expect(connection.authorityFile == "/etc/ca.pem")
        #expect(connection.clientCertificateFile == "/etc/client.pem")
        #expect(connection.clientKeyFile == "/etc/client.key")
        #expect(connection.proxy == "http://proxy.example.com:3128")
    }

    @Test("defaults hold for all targets, and a target's own keys come first")
    func inherited() throws {
        let more =
            "defaults: { rate: 9/s, retry: { attempts: 5, max_age: 1h }, timeout: { total: 7s } }\n"
        let target = try target("    retry: { attempts: 2 }\n", more: more)
        #expect(target.policy.retry.attemptsMax == 2)
        #expect(target.policy.retry.maxAge == .hours(1))
        #expect(target.policy.rate == Rate(count: 9, per: .seconds(1)))
        #expect(target.target.connection.totalTimeout == .seconds(7))
    }

    @Test("a Slack webhook sends one message a second unless it says otherwise")
    func slack() throws {
        let text = "    kind: slack\n    url: \"${URL}\"\n"
        let more = "defaults: { rate: 9/s }\n"
        #expect(try target(whole: text, more: more).policy.rate == Rate(count: 1, per: .seconds(1)))
        let own = try target(whole: text + "    rate: 2/s\n", more: more)
        #expect(own.policy.rate == Rate(count: 2, per: .seconds(1)))
    }

    @Test("an http target sends what its settings say")
    func http() throws {
        let target = try target(
            """
                method: PUT
                headers: { X-Extra: "a {{type}}" }
                auth: { bearer: "${S}" }
                sign: ["${S}", "${file:/run/secrets/s}"]
                body: '{ "type": "{{type}}" }'
            """
        ).target
        let event = Event(
            id: .make(at: .zero), source: "a", identity: EventIdentity(type: "x\"y"),
            headers: HeaderList(), body: Array("{}".utf8), receivedAt: .zero,
            configurationVersion: "cfg_0")
        let delivery = Delivery(
            id: .make(at: .zero), target: "t", routes: ["r"], createdAt: .zero)
        let request = try target.request(
            for: AttemptContext(delivery: delivery, event: event, attempt: 1, now: .zero)
        ).get()
        #expect(request.method == "PUT")
        #expect(request.url == "https://example.com/")
        #expect(request.headers["authorization"] == "Bearer resolved-secret-value")
        #expect(request.headers["x-extra"] == "a x\"y")
        #expect(request.headers["webhook-signature"]?.split(separator: " ").count == 2)
        #expect(String(decoding: request.body, as: UTF8.self) == #"{ "type": "x\"y" }"#)
    }

    private func target(_ body: String, more: String = "") throws -> TargetSettings {
        try target(whole: "    kind: http\n    url: https://example.com/\n\(body)\n", more: more)
    }

    private func target(whole: String, more: String) throws -> TargetSettings {
        let text =
            "version: 1\nsources:\n  a: { verify: { scheme: bearer, secret: \"${S}\" } }\n"
            + "targets:\n  t:\n\(whole)routes:\n  - { name: r, match: all, to: [t] }\n\(more)"
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml", resolver: GoldenCase.resolver,
            mode: .serve)
        #expect(result.diagnostics.map(\.rendered) == [])
        return try #require(result.configuration?.targets["t"])
    }
}
