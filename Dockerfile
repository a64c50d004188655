# Build: static Swift standard library; libcurl, SQLite and mimalloc are the system's.
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libcurl4-openssl-dev libmimalloc-dev libsqlite3-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies first: they change less often than the sources.
COPY Package.swift Package.resolve[d] ./
RUN swift package resolve
COPY Sources ./Sources
COPY Tests ./Tests
RUN swift build -c release --static-swift-stdlib --product signalbox \
    && strip "$(swift build -c release --show-bin-path)/signalbox" \
    && mkdir -p /out/data \
    && cp "$(swift build -c release --show-bin-path)/signalbox" /out/signalbox

FROM debian:bookworm-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends ca-certificates jq libcurl4 libmimalloc2.0 libsqlite3-0 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/signalbox /usr/local/bin/signalbox
COPY --chown=10001:10001 --from=build /out/data /data
COPY docker/routes.yaml routes.yaml.example /etc/signalbox/
USER 10001:10001
VOLUME /data
EXPOSE 8080 8081
ENV SIGNALBOX_DATA=/data \
    SIGNALBOX_CONFIG=/etc/signalbox/routes.yaml
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
    CMD ["signalbox", "health"]
ENTRYPOINT ["signalbox"]
CMD ["serve"]
