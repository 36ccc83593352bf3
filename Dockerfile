# One image for all processes: `docker compose up` starts them, docs/docker.md says how.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
WORKDIR /src
COPY tools/install-deps tools/
RUN tools/install-deps build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN make -s -j"$(nproc)" install CFLAGS=-O2 DESTDIR=/image && install -m 644 LICENSE /image/usr/local/share/wiremill/

FROM ${BASE} AS wiremill
RUN apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates \
        libbrotli1 libcld2-0 libcurl4 libdeflate0 libicu72 libjansson4 libmicrohttpd12 libseccomp2 libsqlite3-0 libssl3 libuchardet0 \
        libxml2 libzmq5 libzstd1 zlib1g && \
    rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log
COPY --from=build /image /
USER 1000:1000
CMD ["wiremill", "--help"]
