# Of scripts/bench: what the figures in $work come to. Sourced.

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
median_of() { if [ -s "$work/$1" ]; then median < "$work/$1"; else echo null; fi; }
count_of() { if [ -s "$work/$1" ]; then wc -l < "$work/$1" | tr -d ' '; else echo 0; fi; }
# ratio A B: the median of the rounds' ratios, since both were measured in each round
ratio() {
    [ -s "$work/$1" ] && [ -s "$work/$2" ] || { echo null; return; }
    paste "$work/$1" "$work/$2" | awk 'NF == 2 && $2 > 0 { printf "%.2f\n", $1 / $2 }' | median
}
calc() { # EXPRESSION with figures; null when one is missing
    case $1 in *null*) echo null ;; *) awk "BEGIN { printf \"%.3f\", $1 }" ;; esac
}

# parts FANOUT: what an event takes in the three parts alone, each measured by itself: receiving, the
# store, and for each delivery a libcurl loop with the same headers.
parts() { calc "$(median_of server_cpu) + $(median_of "store$1_cpu") + $1 * $(median_of curl_headers_cpu)"; }

print_table() {
    echo
    row_head
    local m=median_of pending="1,000,000 pending"
    [ "$(count_of backlog_size)" = 0 ] || pending="$($m backlog_size) pending"
    row "fan-out 1: events accepted and delivered/s ÷ bare libcurl loop" ">=" 0.5 \
        "$(ratio delivered1_free curl)" "$($m delivered1_free)/s ÷ $($m curl)/s; on two cores $($m delivered1)/s"
    row "fan-out 3 on two cores: deliveries/s ÷ bare loop on one" ">=" 0.8 \
        "$(ratio delivered3 curl)" "$($m delivered3)/s ÷ $($m curl)/s"
    row "fan-out 3: CPU per delivery ÷ bare loop's" "<=" 2.5 \
        "$(ratio cpu3 curl_cpu)" "$($m cpu3) µs ÷ $($m curl_cpu) µs"
    row "fan-out 1: CPU per event ÷ bare loop's" "<=" 4.4 \
        "$(ratio cpu1 curl_cpu)" "$($m cpu1) µs ÷ $($m curl_cpu) µs"
    row "accept only: events/s ÷ the server without a store" ">=" 0.5 \
        "$(ratio accept_only server)" "$($m accept_only)/s ÷ $($m server)/s"
    latency_rows steady "2000 events/s" 1.5 6
    latency_rows half "half of the sustained rate" 5 25
    row "RSS at full load, MB" "<=" 150 "$($m rss3)" "fan-out 3; fan-out 1: $($m rss1_free) MB"
    row "RSS with $pending, MB" "<=" 200 "$($m backlog_rss)" ""
    row "rate with $pending ÷ when empty" ">=" 0.9 \
        "$(ratio backlog_rate empty_rate)" "$($m backlog_rate)/s ÷ $($m empty_rate)/s"
    row "plan among 10,000 routes ÷ among 10" "<=" 2 \
        "$(ratio plan10000 plan10)" "$($m plan10000) ns ÷ $($m plan10) ns"
    row "$sick sick targets beside $healthy: healthy rate with ÷ without" ">=" 0.95 \
        "$(ratio sick_rate well_rate)" "$($m sick_rate)/s ÷ $($m well_rate)/s"
    row "the same: p99 of the healthy with ÷ without" "<=" 2 \
        "$(ratio sick_p99 well_p99)" "$($m sick_p99) ms ÷ $($m well_p99) ms"
    row "ready after start, empty store, s" "<=" 0.2 "$(calc "$($m start) / 1000")" ""
    row "ready after start with $pending, s" "<=" 5 "$(calc "$($m backlog_start) / 1000")" ""
    row "idle: CPU, % of a core" "<=" 0.1 "$($m idle_cpu)" ""
    row "idle: wake-ups/s" "<=" 5 "$($m idle_wakeups)" ""
    row "200 KB bodies: bytes/s ÷ the store alone" ">=" 0.6 \
        "$(ratio large disk)" "$($m large) MB/s ÷ $($m disk) MB/s"
    echo
    echo "c is the median fdatasync in that run: $($m steady_sync) and $($m half_sync) ms; the disk alone: $($m sync)/s."
    echo "The bare loop is taken while the load generator runs beside it at the gateway's rate. Alone it does"
    echo "$($m curl_alone)/s at $($m curl_alone_cpu) µs; beside the generator, with all headers of a delivery, $($m curl_headers)/s at $($m curl_headers_cpu) µs:"
    echo "fan-out 1 ÷ that = $(ratio delivered1_free curl_headers), fan-out 3 ÷ that = $(ratio delivered3 curl_headers), CPU per delivery ÷ that = $(ratio cpu3 curl_headers_cpu)."
    echo "The parts alone, CPU: receiving $($m server_cpu) µs an event, the store $($m store1_cpu) µs with one delivery and $($m store3_cpu) µs with three,"
    echo "libcurl $($m curl_headers_cpu) µs a delivery. Fan-out 1: $(parts 1) µs, $(calc "$(parts 1) / $($m curl_cpu)") bare loops; the gateway takes $(calc "$($m cpu1) / $(parts 1)") times that."
    echo "Fan-out 3, a delivery: $(calc "$(parts 3) / 3") µs, $(calc "$(parts 3) / 3 / $($m curl_cpu)") bare loops; the gateway takes $(calc "3 * $($m cpu3) / $(parts 3)") times that."
    if awk -v a="$load_average" -v n="$cores" 'BEGIN { exit !(a > n / 2) }'; then
        echo "The machine was busy with something else when this began (load $load_average): read it with care."
    fi
    echo "Processor time that the host gave to others, by part: $(stolen '%s %s %%')."
    echo "The fixed-rate generator itself was late by $($m steady_late) and $($m half_late) ms (p99). Took $((SECONDS - began)) s."
}
stolen() { # FORMAT of a part's name and share; all parts that were taken
    local name
    for name in $all; do
        # shellcheck disable=SC2059
        [ ! -s "$work/stolen_$name" ] || printf "$1\n" "$name" "$(cat "$work/stolen_$name")"
    done | paste -sd, | sed 's/,/, /g'
}
row_head() { printf '%-64s %8s %9s  %-5s %s\n' figure goal measured held from; }
row() { # FIGURE >=|<= GOAL MEASURED FROM
    local held=no
    if [ "$4" = null ]; then
        held=- 
    elif awk -v a="$4" -v b="$3" -v more="$2" 'BEGIN { exit !(more == ">=" ? a >= b : a <= b) }'; then
        held=yes
    fi
    # Bytes, not characters, is what printf pads by in some locales.
    printf "%s%*s %8s %9s  %-5s %s\n" "$1" $((64 - ${#1} > 0 ? 64 - ${#1} : 0)) "" "$2 $3" "${4/null/-}" "$held" "${5//null/-}"
}
latency_rows() { # NAME TEXT P50_MORE P99_MORE
    local c p50 p99
    c=$(median_of "$1_sync") p50=$(median_of "$1_p50") p99=$(median_of "$1_p99")
    row "p50 at $2, fan-out 3, ms (c + $3)" "<=" "$(calc "$c + $3")" "$p50" "c = $c ms"
    row "p99 at $2, fan-out 3, ms (3c + $4)" "<=" "$(calc "3 * $c + $4")" "$p99" "c = $c ms"
}

write_results() { # FILE
    local m=median_of
    cat > "$1" <<JSON
{
  "machine": { "cores": $cores, "model": "$(sed -nE 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)", "kernel": "$(uname -sr)", "memory_megabytes": $(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo), "fdatasync_per_second": $($m sync), "load_average_at_start": $load_average,
    "stolen_percent": { $(stolen '"%s": %s') } },
  "date": "$(date -u +%F)",
  "rounds": { "throughput": $(count_of delivered1), "latency": $(count_of steady_p50), "bodies": $(count_of large), "sick": $(count_of sick_rate), "backlog": $(count_of backlog_rate) },
  "seconds": { "fanout1": $sustained, "fanout3": $seconds, "others": $short, "whole_run": $((SECONDS - began)) },
  "bare_curl": { "requests_per_second": $($m curl), "cpu_microseconds": $($m curl_cpu) },
  "bare_curl_all_headers": { "requests_per_second": $($m curl_headers), "cpu_microseconds": $($m curl_headers_cpu) },
  "bare_curl_alone": { "requests_per_second": $($m curl_alone), "cpu_microseconds": $($m curl_alone_cpu) },
  "bare_server": { "requests_per_second": $($m server), "cpu_microseconds": $($m server_cpu) },
  "store_alone": { "cpu_microseconds_fanout1": $($m store1_cpu), "cpu_microseconds_fanout3": $($m store3_cpu) },
  "parts_alone": { "cpu_microseconds_fanout1": $(parts 1), "cpu_microseconds_fanout3": $(parts 3) },
  "fanout1": { "events_per_second": $($m accepted1_free), "deliveries_per_second": $($m delivered1_free), "to_bare_curl": $(ratio delivered1_free curl), "to_bare_curl_all_headers": $(ratio delivered1_free curl_headers), "cpu_microseconds_per_event": $($m cpu1_free), "rss_megabytes": $($m rss1_free) },
  "fanout1_on_two_cores": { "events_per_second": $($m accepted1), "deliveries_per_second": $($m delivered1), "to_bare_curl": $(ratio delivered1 curl), "cpu_microseconds_per_event": $($m cpu1), "cpu_to_bare_curl": $(ratio cpu1 curl_cpu), "rss_megabytes": $($m rss1) },
  "fanout3": { "events_per_second": $($m accepted3), "deliveries_per_second": $($m delivered3), "to_bare_curl": $(ratio delivered3 curl), "to_bare_curl_all_headers": $(ratio delivered3 curl_headers), "cpu_microseconds_per_delivery": $($m cpu3), "cpu_to_bare_curl": $(ratio cpu3 curl_cpu), "cpu_to_bare_curl_all_headers": $(ratio cpu3 curl_headers_cpu), "rss_megabytes": $($m rss3) },
  "accept_only": { "events_per_second": $($m accept_only), "to_bare_server": $(ratio accept_only server) },
  "latency_2000": { "p50_ms": $($m steady_p50), "p99_ms": $($m steady_p99), "median_fdatasync_ms": $($m steady_sync), "mean_commit_ms": $($m steady_commit), "generator_late_p99_ms": $($m steady_late) },
  "latency_half": { "events_per_second": $(half_rate accepted3), "p50_ms": $($m half_p50), "p99_ms": $($m half_p99), "median_fdatasync_ms": $($m half_sync), "mean_commit_ms": $($m half_commit), "generator_late_p99_ms": $($m half_late) },
  "bodies_200kb": { "megabytes_per_second": $($m large), "store_alone": $($m disk), "to_store_alone": $(ratio large disk) },
  "plan": { "nanoseconds_10_routes": $($m plan10), "nanoseconds_10000_routes": $($m plan10000), "ratio": $(ratio plan10000 plan10) },
  "sick_targets": { "sick": $sick, "healthy": $healthy, "offered_events_per_second": $(half_rate accepted1), "healthy_rate_with": $($m sick_rate), "healthy_rate_without": $($m well_rate), "rate_ratio": $(ratio sick_rate well_rate), "p99_ms_with": $($m sick_p99), "p99_ms_without": $($m well_p99), "p99_ratio": $(ratio sick_p99 well_p99) },
  "start": { "ready_ms_empty": $($m start), "ready_ms_backlog": $($m backlog_start) },
  "backlog": { "pending": $($m backlog_size), "rate_to_empty": $(ratio backlog_rate empty_rate), "rss_megabytes": $($m backlog_rss) },
  "idle": { "cpu_percent": $($m idle_cpu), "wakeups_per_second": $($m idle_wakeups) }
}
JSON
}
