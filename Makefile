# wiremill: GNU make and pkg-config, nothing generated.  `make help` lists the targets.

PROCESSES := ingest dispatch normalize enrich sink
PKGS      := libzmq jansson libcurl libxml-2.0 sqlite3 icu-i18n icu-uc uchardet libdeflate zlib libcrypto libssl libbrotlidec libzstd \
             libmicrohttpd
BUILD     ?= build
PREFIX    ?= /usr/local
CC        ?= cc
CFLAGS    ?= -O2 -g
SANITIZE  ?=

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla
override CFLAGS   += -std=c17 $(WARN) -Wmissing-prototypes
override CXXFLAGS += -O2 -g -std=c++17 $(WARN)
override CPPFLAGS += -D_GNU_SOURCE -I. -MMD -MP $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
override LDFLAGS  += -pthread
SAN  := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcld2 -lstdc++ -lm

objects = $(patsubst %,$(BUILD)/%.o,$(basename $(wildcard $(1)/*.c $(1)/*.cc)))
COMMON  := $(call objects,common)
STAGES  := $(foreach p,$(PROCESSES) cli,$(filter-out $(BUILD)/$(p)/main.o,$(call objects,$(p))))
PROGRAMS := $(BUILD)/bin/wiremill $(PROCESSES:%=$(BUILD)/bin/wiremill-%)
SUPPORT := $(patsubst tests/support/%.c,$(BUILD)/bin/%,$(wildcard tests/support/*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCHES := $(patsubst bench/%.c,$(BUILD)/bin/bench-%,$(wildcard bench/*.c))

all: $(PROGRAMS)  ## build the processes
$(PROGRAMS): | libraries
libraries:
	@pkg-config --exists --print-errors $(PKGS) || { echo "make: libraries are missing; \`make deps\` installs them"; exit 1; }
.DEFAULT_GOAL := all

$(BUILD)/bin/wiremill: $(call objects,cli) $(COMMON)
$(foreach p,$(PROCESSES),$(eval $(BUILD)/bin/wiremill-$(p): $(call objects,$(p)) $(COMMON)))
$(PROGRAMS):
	@mkdir -p $(@D)
	$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

TRAINER := $(BUILD)/bin/wiremill-train-blocks
$(TRAINER): $(call objects,train) $(STAGES) $(COMMON)
	@mkdir -p $(@D)
	$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SAN) -c -o $@ $<
$(BUILD)/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(SAN) -c -o $@ $<

$(BUILD)/bin/unit: $(call objects,tests/unit) $(filter-out $(BUILD)/train/main.o,$(call objects,train)) $(STAGES) $(COMMON)
	@mkdir -p $(@D)
	$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka -lbrotlienc
$(BUILD)/bin/newsroom: LIBS += -lbrotlienc
$(BUILD)/bin/html_texts: $(STAGES)
$(SUPPORT): $(BUILD)/bin/%: $(BUILD)/tests/support/%.o $(COMMON)
	@mkdir -p $(@D)
	$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)
$(BENCHES): $(BUILD)/bin/bench-%: $(BUILD)/bench/%.o $(STAGES) $(COMMON)
	@mkdir -p $(@D)
	$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(STAGES) $(COMMON)
	@mkdir -p $(@D)
	$(CC) $(SAN) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

deps:  ## install what building, testing and the demo need (Debian 12, as root or with sudo)
	tools/install-deps

demo: deps  ## read a small newsroom through all processes and show the result
	+tools/demo

programs-for-tests: all $(SUPPORT) $(BUILD)/bin/unit

test: programs-for-tests  ## run the tests; T=prefix picks some
	tests/run $(BUILD) $(T)

check: deps  ## what a change must pass: build with sanitizers, all tests
	+tools/check

bench: all $(SUPPORT) $(BENCHES)  ## measure; the figures are ratios of one run
	bench/run

PAGES ?= ../shared/data/news-dev=4 ../shared/data/extraction-dev
train-blocks: $(TRAINER)  ## learn data/models/blocks.txt again from PAGES, folders of pages and their true text
	$(TRAINER) --out data/models/blocks.txt $(PAGES)

SECONDS ?= 20
fuzz:  ## run every fuzzer for SECONDS=20 (clang)
	+tools/fuzz $(SECONDS)
fuzzers: $(FUZZERS)

test-docker:  ## the compose file on a real engine: scaled, killed, nothing lost
	+tests/docker/run

lint:  ## formatting, static analysis, shell scripts
	tools/lint

format:  ## clang-format everything in place
	git ls-files '*.c' '*.h' '*.cc' | xargs clang-format -i

install: all  ## install to PREFIX=/usr/local
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/wiremill
	install $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	cp -r data/. $(DESTDIR)$(PREFIX)/share/wiremill/

clean:  ## remove what was built
	rm -rf $(BUILD)

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST)

.PHONY: all libraries deps demo programs-for-tests test check bench fuzz fuzzers train-blocks test-docker lint format install clean help
-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)
