# The web server of the tests, for newsroom.yml.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev libbrotli-dev libmicrohttpd-dev libzstd-dev zlib1g-dev && \
    rm -rf /var/lib/apt/lists/*
COPY support/ /src/
RUN cc -std=c17 -D_GNU_SOURCE -O2 -pthread -o /usr/local/bin/newsroom /src/newsroom.c -lmicrohttpd -lbrotlienc -lzstd -lz
USER 1000:1000
