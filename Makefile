# Signalbox. `make demo` shows the main job, `make test` runs every test, `make run` serves your routes.yaml.
# Everything a target needs beyond the Swift toolchain is installed by scripts/install-packages.

SWIFT ?= swift
BUILD := .build
RELEASE := .build-release

.PHONY: help demo test run build release lint format bench bench-quick microbench crash simulate test-tsan test-asan \
	clean packages dead-letters-at-scale overload fuzz reload-loop verify-signatures

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make demo         build, then show events going in, being routed, delivered, retried, dead-lettered
demo: build
	@scripts/demo $(BUILD)/debug/signalbox

## make test         run every test
test: packages
	$(SWIFT) build --build-tests
	@scripts/test

## make run          serve ./routes.yaml (copied from the example when there is none)
run: build
	@scripts/run $(BUILD)/debug/signalbox

## make build        debug build
build: packages
	$(SWIFT) build --product signalbox

## make release      optimised build in .build-release
release: packages
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path $(RELEASE) --product signalbox

## make bench        measure beside the bare limits of this machine, print the table (10 minutes)
bench: release
	@scripts/bench

## make bench-quick  the same in 90 seconds, less exact
bench-quick: release
	@scripts/bench --quick

## make microbench   measure the steps one by one, compare with Benchmarks/Thresholds
microbench: packages
	@scripts/microbench

## make crash        kill the real binary KILLS times under load and account for every event
KILLS ?= 20
crash: packages
	$(SWIFT) build --build-tests
	SIGNALBOX_CRASH_KILLS=$(KILLS) $(SWIFT) test --skip-build --filter CrashLoopTests

## make reload-loop  swap the rules SWAPS times under load, half of them broken, and account for every event
SWAPS ?= 1000
reload-loop: packages
	$(SWIFT) build --build-tests
	SIGNALBOX_RELOAD_SWAPS=$(SWAPS) $(SWIFT) test --skip-build --filter ReloadLoopTests

## make dead-letters-at-scale  list, filter and redrive LINES dead letters (1,000,000)
LINES ?= 1000000
dead-letters-at-scale: release
	@scripts/dead-letters-at-scale $(RELEASE)/release/signalbox $(LINES)

## make overload     a minute of ten times what a slow target takes: memory, latency, backlog, 503
overload: release
	@scripts/overload

## make verify-signatures  outgoing signatures, checked by other people's libraries (PyPI)
verify-signatures: build
	@scripts/verify-signatures $(BUILD)/debug/signalbox

## make test-tsan    every test under the thread sanitizer, in .build-tsan
CLANG ?= $(dir $(shell readlink -f $(shell command -v $(SWIFT))))clang
AT_ONCE := --experimental-maximum-parallelization-width $(shell nproc)
TESTS ?= .
test-tsan: packages
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-tsan
	$(CLANG) -shared -fPIC -O1 -o .build-tsan/tsan-mutex.so scripts/tsan-mutex.c
	LD_PRELOAD=$(CURDIR)/.build-tsan/tsan-mutex.so TSAN_OPTIONS=exitcode=66:report_thread_leaks=0 \
		.build-tsan/debug/signalboxPackageTests.xctest --testing-library swift-testing \
		$(AT_ONCE) --filter '$(TESTS)'

## make test-asan    every test under the address and leak sanitizers, in .build-asan
test-asan: packages
	$(SWIFT) build --build-tests --sanitize=address --scratch-path .build-asan
	LSAN_OPTIONS=suppressions=$(CURDIR)/scripts/lsan-suppressions.txt:print_suppressions=0 \
		.build-asan/debug/signalboxPackageTests.xctest --testing-library swift-testing \
		$(AT_ONCE) --filter '$(TESTS)'

## make simulate     run SEEDS seeds of the delivery engine in virtual time (SEED=n: only that one)
SEEDS ?= 200
SEED ?=
SHORT ?=
simulate: packages
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path $(RELEASE) --product signalbox-simulate
	$(RELEASE)/release/signalbox-simulate $(if $(SEED),--seed $(SEED),--seeds $(SEEDS)) $(if $(SHORT),--short)

## make fuzz         CASES damaged requests, bodies and heads (2,000,000), seeded
CASES ?= 2000000
fuzz: packages
	$(SWIFT) build --build-tests
	@SWIFT=$(SWIFT) scripts/fuzz $(CASES)

## make lint         format check, as CI runs it
lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

## make format       format all sources in place
format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

packages:
	@SWIFT=$(SWIFT) scripts/install-packages

clean:
	rm -rf .build .build-release .build-benchmarks .build-tsan .build-asan data
