# The parts of scripts/bench: each appends figures to files of $work, a line a round.

put() { echo "$2" >> "$work/$1"; }

disk_rate() {
    put sync "$("$load" sync-rate --folder "$work" | field fdatasync_per_second)"
}

throughput() {
    # The goal for this rate is for the machine, the others are for two processors.
    gateway_cores=$all_cores fan_out 1 "$sustained" _free
    fan_out 1 "$short"
    fan_out 3 "$seconds"
    accept_only
    disk_rate
    bare_limits
    store_alone 1
    store_alone 3
}

fan_out() { # TARGETS SECONDS [SUFFIX of the figures' names]
    rm -rf "$work/data"
    write_rules "$1" "$post:$sink" > "$work/routes.yaml"
    start_gateway "$work/data"
    put start "$ready_milliseconds"
    over "$2" generate "$work/small.lua" "$(($2 + 2))" "$post:$ingress/in/bench"
    put "accepted$1${3:-}" "$accepted"; put "delivered$1${3:-}" "$delivered"
    put "cpu$1${3:-}" "$cpu"; put "rss$1${3:-}" "$rss"
    stop_gateway
}

accept_only() {
    rm -rf "$work/data"
    write_rules 1 "$post:$sink" > "$work/routes.yaml"
    start_gateway "$work/data"
    "$bin/signalbox" targets pause sink1 --data "$work/data" >/dev/null
    threads=2 over "$short" generate "$work/small.lua" "$((short + 2))" "$post:$ingress/in/bench"
    put accept_only "$accepted"
    stop_gateway
}

# One libcurl loop on one core: alone; while the load generator runs beside it at the rate at which the
# gateway just took events; and the same with all the headers that a delivery has.
bare_limits() {
    local port server generator name
    bare curl_alone
    port=$(free_port)
    taskset -c "$second_core" "$load" bare-server --port "$port" >/dev/null 2>&1 &
    server=$!
    pids+=("$server")
    wait_for_port "$port"
    write_load "$work/paced.lua" 1500 "$(median_of accepted1)"
    generate "$work/paced.lua" 5 "$post:$port/in/bench" > "$work/paced.log" &
    generator=$!
    sleep 0.5
    bare curl
    bare curl_headers --as-delivery
    wait "$generator" || true
    kill -TERM "$server" && wait "$server" || true

    taskset -c "$gateway_cores" "$load" bare-server --port "$port" >/dev/null 2>&1 &
    server=$!
    pids+=("$server")
    wait_for_port "$port"
    local cpu requests
    cpu=$(cpu_of "$server")
    requests=$(threads=2 generate "$work/small.lua" 3 "$post:$port/in/bench" | requests)
    put server "$requests"
    put server_cpu "$(awk -v c=$(($(cpu_of "$server") - cpu)) -v n="$requests" 'BEGIN { printf "%.1f", n ? c / n / 3 : 0 }')"
    kill -TERM "$server" && wait "$server" || true
}
store_alone() { # FANOUT: the store with nothing around it, deliveries handed over and recorded
    taskset -c "$gateway_cores" "$load" store-rate --folder "$work/store" --events 10000 --fanout "$1" > "$work/store.log"
    put "store$1_cpu" "$(field cpu_microseconds_per_event < "$work/store.log")"
    rm -rf "$work/store"
}
bare() { # NAME OPTIONS…
    local name=$1
    shift
    taskset -c "$first_core" "$load" bare-curl --url "$post:$sink/" --seconds 2 "$@" > "$work/bare.log"
    put "$name" "$(field requests_per_second < "$work/bare.log")"
    put "${name}_cpu" "$(field cpu_microseconds_per_request < "$work/bare.log")"
}

latencies() {
    latency 2000 steady
    latency "$(half_rate accepted3)" half
}
# Half of a measured rate; where it was not measured, a modest one.
half_rate() {
    local rate
    rate=$(median_of "$1")
    [ "$rate" != null ] && echo $((rate / 2)) || echo 2000
}

latency() { # RATE NAME: from due time to receipt, and what an fdatasync took meanwhile
    local port probe
    port=$(free_port)
    rm -rf "$work/data"
    write_rules 3 "$post:$port" > "$work/routes.yaml"
    start_gateway "$work/data"
    "$load" sync-rate --folder "$work" --seconds "$short" --pause 20 > "$work/probe" &
    probe=$!
    posted "$1" --sink-port "$port" --seconds "$short"
    wait "$probe"
    put "$2_p50" "$(field p50_ms < "$work/posted")"
    put "$2_p99" "$(field p99_ms < "$work/posted")"
    put "$2_late" "$(field late_p99_ms < "$work/posted")"
    put "$2_sync" "$(field fdatasync_p50_ms < "$work/probe")"
    put "$2_commit" "$(curl -s "http://127.0.0.1:$admin/metrics" | awk '
        /^signalbox_store_commit_seconds_sum/ { s = $2 } /^signalbox_store_commit_seconds_count/ { n = $2 }
        END { printf "%.3f", n ? s / n * 1000 : 0 }')"
    stop_gateway
}
posted() { # RATE OPTIONS…: the fixed-rate generator; its lines are in $work/posted
    local rate=$1
    shift
    taskset -c "$other_cores" "$load" latency --url "$post:$ingress/in/bench" --secret "$secret" \
        --rate "$rate" "$@" > "$work/posted" || { cat "$work/gateway.log" >&2; return 1; }
}

large_bodies() {
    rm -rf "$work/data" "$work/blobs"
    put disk "$("$load" blob-rate --folder "$work/blobs" --events 1500 | field store_megabytes_per_second)"
    rm -rf "$work/blobs"
    write_rules 1 "$post:$sink" > "$work/routes.yaml"
    # As the store alone: with all processors.
    gateway_cores=$all_cores start_gateway "$work/data"
    over "$short" generate "$work/large.lua" "$((short + 2))" "$post:$ingress/in/bench" 16
    put large "$((delivered * 200 / 1000))"
    stop_gateway
    rm -rf "$work/data"
}

idle() {
    rm -rf "$work/data"
    write_rules 3 "$post:$sink" > "$work/routes.yaml"
    start_gateway "$work/data"
    sleep 3
    local c
    c=$(cpu_of "$gateway")
    wakeups_of "$gateway" > "$work/wakeups"
    sleep 10
    put idle_cpu "$(awk -v c=$(($(cpu_of "$gateway") - c)) 'BEGIN { printf "%.3f", c / 1e7 * 100 }')"
    # Threads that are there both times: one that ended meanwhile must not count backwards.
    put idle_wakeups "$(wakeups_of "$gateway" | awk -v before="$work/wakeups" '
        BEGIN { while ((getline < before) > 0) w[$1] = $2 }
        $1 in w { s += $2 - w[$1] } END { printf "%.1f", s / 10 }')"
    stop_gateway
}

plan() {
    put plan10 "$("$load" plan-rate --routes 10 | field plan_nanoseconds)"
    put plan10000 "$("$load" plan-rate --routes 10000 | field plan_nanoseconds)"
}

# Healthy targets beside as many others as asked for: first the others are well, then they are sick, a
# fifth of them in each way. The same events come at the same rate, every second one for the others.
# Each is one run in as many windows as there are rounds elsewhere.
sick_targets() {
    echo "sick targets, after $((SECONDS - began)) s …" >&2
    local rate
    rate=$(half_rate accepted1)
    beside well "$rate"
    beside sick "$rate"
}
beside() { # well|sick RATE: a line for each window
    local healthy_port=$(free_port) well=$(free_port) silent=$(free_port) dripping=$(free_port)
    local failing=$(free_port) resetting=$(free_port) refusing=$(free_port) others
    others=($well)
    [ "$1" = well ] || others=($refusing $silent $dripping $failing $resetting)
    rm -rf "$work/data"
    write_many_rules "$healthy" "$healthy_port" "$sick" "${others[@]}" > "$work/routes.yaml"
    start_gateway "$work/data"
    posted "$2" --sink-port "$healthy_port" --well-port "$well" --silent-port "$silent" \
        --dripping-port "$dripping" --failing-port "$failing" --resetting-port "$resetting" \
        --fanout 1 --definitions "$healthy" --others "$sick" --seconds "$short" --windows "$rounds"
    put "$1_rate" "$(field per_second < "$work/posted")"
    put "$1_p99" "$(field p99_ms < "$work/posted")"
    stop_gateway
}

# A million pending deliveries of paused targets beside one that sends, and a store without them, in
# turn: what else the disk has to do meanwhile, it has to do for both.
with_backlog() {
    echo "backlog, after $((SECONDS - began)) s …" >&2
    rm -rf "$work/full"
    write_rules 5 "$post:$sink" > "$work/routes.yaml"
    gateway_cores=$all_cores start_gateway "$work/full"
    pause_most "$work/full"
    until [ "$(metric signalbox_backlog_deliveries)" -ge "$backlog" ]; do
        [ $((SECONDS - began)) -lt $((limit - 11 * rounds)) ] || break
        generate "$work/small.lua" 3 "$post:$ingress/in/bench" > /dev/null
    done
    put backlog_size "$(metric signalbox_backlog_deliveries)"
    stop_gateway
    repeat 98 with_and_without
    rm -rf "$work/full"
}
with_and_without() {
    start_gateway "$work/full"
    put backlog_start "$ready_milliseconds"
    sampled backlog
    rm -rf "$work/data"
    start_gateway "$work/data"
    pause_most "$work/data"
    sampled empty
}
pause_most() { # DATA: all targets but the first
    local n
    for n in 2 3 4 5; do "$bin/signalbox" targets pause "sink$n" --data "$1" >/dev/null; done
}
sampled() { # NAME: rate and memory
    over 2 generate "$work/small.lua" 4 "$post:$ingress/in/bench"
    put "$1_rate" "$delivered"
    put "$1_rss" "$rss"
    stop_gateway
}
