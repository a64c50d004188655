# Of scripts/bench: processes, load, figures. Sourced; expects $bin, $load, $work.

pids=()
stop_all() {
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    pids=()
}

free_port() {
    local port
    while :; do
        port=$((10000 + RANDOM % 20000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}
wait_for_port() {
    until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do sleep 0.02; done
}

# The gateway on the first half of the processors, load and sinks on the other half.
cores=$(nproc) all_cores=0-$(($(nproc) - 1))
if [ "$cores" -ge 4 ]; then
    gateway_cores=0-1 first_core=0 second_core=1
    other_cores=2-$((cores - 1))
else
    gateway_cores=0-$((cores - 1)) first_core=0 second_core=$((cores - 1))
    other_cores=$gateway_cores
fi

# --- the sink: nginx that reads a request and answers 200
start_sink() {
    sink=$(free_port)
    mkdir -p "$work/nginx"
    cat > "$work/nginx.conf" <<CONF
daemon off; worker_processes 2; pid $work/nginx/pid; error_log $work/nginx/error.log;
events { worker_connections 8192; }
http { access_log off; keepalive_requests 1000000000; client_body_temp_path $work/nginx/body;
  client_body_buffer_size 512k; client_max_body_size 8m;
  server { listen 127.0.0.1:$sink backlog=4096; location / { return 200 "ok"; } } }
CONF
    taskset -c "$other_cores" /usr/sbin/nginx -p "$work/nginx" -c "$work/nginx.conf" &
    pids+=($!)
    wait_for_port "$sink"
}

# --- the load: one signed report, again and again (the source has no deduplication)
secret=bench-secret
write_load() { # FILE BYTES [RATE]: as fast as answers come, or about RATE a second over 64 connections
    local pad body signature
    pad=$(head -c "$(($2 - 170))" /dev/zero | tr '\0' 'x')
    body='{"event":"session.completed","data":{"candidateId":"cnd_1","reportId":"rep_1","positionId":"pos_1","time":1767607660,"overallScore":82,"overallFeedback":"'$pad'"}}'
    signature=$(printf '%s' "$body" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
    cat > "$1" <<LUA
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["x-signature"] = "sha256=$signature"
wrk.body = '$body'
LUA
    [ -z "${3:-}" ] || [ "$3" = null ] || echo "function delay() return $((64000 / $3 > 1 ? 64000 / $3 : 1)) end" >> "$1"
}
generate() { # LUA SECONDS URL CONNECTIONS; threads=N
    taskset -c "$other_cores" wrk -t"${threads:-1}" -c"${4:-${SENDERS:-64}}" -d"$2s" -s "$1" "$3"
}
requests() { sed -nE 's/^Requests\/sec: +([0-9]+).*/\1/p'; }

# --- figures
cpu_of() { awk '{ print ($14 + $15) * 10000 }' "/proc/$1/stat"; }
rss_of() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$1/status"; }
# Of each thread, a line: its number, and how often it has gone to sleep.
wakeups_of() { awk '/^Pid:/ { t = $2 } /^voluntary/ { print t, $2 }' /proc/"$1"/task/*/status; }
metric() { # NAME: the sum of all series of a counter or gauge
    curl -s "http://127.0.0.1:$admin/metrics" \
        | awk -v n="$1" '$1 ~ "^"n"({|$)" { s += $2 } END { printf "%d", s }'
}
field() { tr ' ' '\n' | sed -n "s/^$1=//p"; } # NAME: the value of NAME=value
# processor_time: what the host gave to others of this machine's processors, and all that there was
processor_time() { awk '/^cpu / { for (i = 2; i <= 9; i++) t += $i; print $9, t }' /proc/stat; }
stolen_since() { # processor_time BEFORE: the share given to others since, in percent
    processor_time | awk -v b="$1" '{ split(b, v, " "); d = $2 - v[2]; printf "%.1f", d ? ($1 - v[1]) / d * 100 : 0 }'
}
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# --- the gateway
write_source() {
    cat <<'YAML'
version: 1
sources:
  bench:
    type: /event
    run: /data/reportId
    definition: /data/positionId
    fields: { score: /data/overallScore }
    verify: { scheme: hmac-sha256, secret: "${BENCH_SECRET}", signed: "{body}", signature: { header: X-Signature, prefix: "sha256=", encoding: hex } }
targets:
YAML
}
target() { # NAME URL
    echo "  $1: { kind: http, url: \"$2\", allow_private: [127.0.0.0/8], concurrency: ${concurrency:-64}, sign: \"\${BENCH_SIGN}\" }"
}
write_rules() { # FANOUT SINK_URL
    local n
    write_source
    for n in $(seq "$1"); do target "sink$n" "$2/$n"; done
    echo 'routes:'
    for n in $(seq "$1"); do
        echo "  - { name: to $n, match: { source: bench, type: session.completed, where: { fields.score: { gte: 80 } } }, to: [sink$n] }"
    done
}
write_many_rules() { # HEALTHY PORT OTHERS PORTS…: a target for each definition, with default concurrency
    local n healthy=$1 port=$2 others=$3 concurrency=32
    shift 3
    local ports=("$@")
    write_source
    for ((n = 0; n < healthy; n++)); do target "healthy$n" "$post:$port/$n"; done
    for ((n = 0; n < others; n++)); do target "other$n" "$post:${ports[n % ${#ports[@]}]}/$n"; done
    echo 'routes:'
    for ((n = 0; n < healthy; n++)); do
        echo "  - { name: to healthy $n, match: { source: bench, definition: pos_$n }, to: [healthy$n] }"
    done
    for ((n = 0; n < others; n++)); do
        echo "  - { name: to other $n, match: { source: bench, definition: other_$n }, to: [other$n] }"
    done
}
# start_gateway DATA: on $work/routes.yaml; sets gateway, ingress, admin, ready_milliseconds
start_gateway() {
    ingress=$(free_port)
    admin=$(free_port)
    local begin
    begin=$(milliseconds)
    BENCH_SECRET=$secret BENCH_SIGN=whsec_YmVuY2gtc2VjcmV0LWJlbmNoLXNlY3JldC0yNA== \
        taskset -c "$gateway_cores" "$bin/signalbox" serve --config "$work/routes.yaml" --data "$1" \
        --listen "127.0.0.1:$ingress" --admin-listen "127.0.0.1:$admin" --log-level notice --grace 1s \
        > "$work/gateway.log" 2>&1 &
    gateway=$!
    pids+=("$gateway")
    until curl -sf -o /dev/null "http://127.0.0.1:$ingress/readyz"; do
        kill -0 "$gateway" 2>/dev/null || { cat "$work/gateway.log"; exit 1; }
        sleep 0.01
    done
    ready_milliseconds=$(($(milliseconds) - begin))
}
stop_gateway() {
    kill -TERM "$gateway"
    wait "$gateway" || { echo "the gateway did not stop cleanly:"; cat "$work/gateway.log"; exit 1; } >&2
}
# over SECONDS COMMAND: the figures of `window` while COMMAND loads the gateway
over() {
    local time=$1
    shift
    "$@" > "$work/load.log" &
    local generator=$!
    sleep 1
    window "$time"
    wait "$generator" || true
}
# window SECONDS: accepted/s, delivered/s, CPU µs per delivery (or per event), RSS in MB at its end
window() {
    local a d c t
    a=$(metric signalbox_events_accepted_total)
    d=$(metric signalbox_deliveries_delivered_total)
    c=$(cpu_of "$gateway")
    t=$(date +%s%N)
    sleep "$1"
    a=$(($(metric signalbox_events_accepted_total) - a))
    d=$(($(metric signalbox_deliveries_delivered_total) - d))
    c=$(($(cpu_of "$gateway") - c))
    t=$(($(date +%s%N) - t))
    rss=$(rss_of "$gateway")
    accepted=$(awk -v n="$a" -v t="$t" 'BEGIN { printf "%d", n * 1e9 / t }')
    delivered=$(awk -v n="$d" -v t="$t" 'BEGIN { printf "%d", n * 1e9 / t }')
    cpu=$(awk -v c="$c" -v d="$d" -v a="$a" 'BEGIN { printf "%.1f", d ? c / d : (a ? c / a : 0) }')
}
