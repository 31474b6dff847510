# make help lists the targets. They install missing parts themselves: tools at pinned versions into .tools, npm packages
# into the folders that use them. They do not reinstall present ones.

WASM_BINDGEN := 0.2.130
WASM_PACK := 0.15.1
CARGO_DENY := 0.20.2
CARGO_FUZZ := 0.13.1
CARGO_MUTANTS := 27.1.0

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# The targets share folders, and each one uses every core.
.NOTPARALLEL:
.DEFAULT_GOAL := help

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/src/js/build/node_modules/.bin:$(PATH)

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
OLDEST_RUST := $(shell sed -n 's/^rust-version = "\([0-9.]*\)".*/\1/p' Cargo.toml)
TARGET := wasm32-unknown-unknown
# 64 MiB, so that a test can exhaust the module's memory without exhausting the machine's.
FAULTS_MAX_MEMORY := 67108864
SOURCES := $(shell find src .cargo -name node_modules -prune -o -type f -not -name baseline.json -print) Cargo.toml Cargo.lock README.md CHANGELOG.md SECURITY.md LICENSE-MIT LICENSE-APACHE
TARBALL := target/npm/countersign-$(VERSION).tgz

# Panic messages contain source paths. They differ between machines and should stay private, so we remap them.
CARGO_HOME ?= $(HOME)/.cargo
# LLVM's thresholds. Its defaults at opt-level 3 are 225 for inlining and 300 for unrolling loops.
INLINE ?= 40
UNROLL ?= 40
REPRODUCIBLE := --config 'target.$(TARGET).rustflags = ["--remap-path-prefix=$(CARGO_HOME)/registry/src=.", "--remap-path-prefix=$(CURDIR)=.", "-Cllvm-args=-inline-threshold=$(INLINE)", "-Cllvm-args=-unroll-threshold=$(UNROLL)"]'

# glue(package arguments, library name, output folder, flags): builds for WebAssembly, and runs wasm-bindgen for the glue.
# An unfinished call costs the instance; the flag adds the function that makes a new one.
glue = @cargo rustc --locked --release $(1) --crate-type cdylib --target $(TARGET) $(REPRODUCIBLE) $(4) && \
	wasm-bindgen target/$(TARGET)/release/$(2).wasm --target web --omit-default-module-path --out-dir target/$(3) --out-name glue \
		--remove-producers-section --experimental-reset-state-function

OPTIMISE := -O3 --converge
# The same code with the names of functions, for the size lists and for tests. Stripping them afterwards leaves a larger module.
OPTIMISE_NAMED := $(OPTIMISE) --debuginfo

# The module of countersign/diagnose is optimised for size, because it is only for debugging.
SMALL := --config 'profile.release.opt-level = "z"'

# prepare(tools, folders): builds the tools, and installs npm packages into the folders meanwhile, because npm mostly waits.
define prepare
+@trap 'kill $$(jobs -p) 2>/dev/null || true' EXIT; \
	$(MAKE) -s --no-print-directory $(1) & tools=$$!; \
	$(MAKE) -s --no-print-directory $(2:%=%/node_modules/.installed) & npm=$$!; \
	wait $$npm; wait $$tools
endef

say = @printf '\n\033[1m==> %s\033[0m\n' $(1)

##@ Every day

# `## ` starts the description of a target, a bar starts its variables, and `##@ ` starts the heading of a group.
.PHONY: help
help: ## Shows this list.
	@awk -F ' ## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.* ## / { split($$2, text, " [|] "); sub(/:.*/, "", $$1); printf "  %-14s %s\n", $$1, text[1]; if (text[2]) printf "  %-14s   %s\n", "", text[2] }' \
		$(MAKEFILE_LIST)

.PHONY: demo
demo: demo-setup js-example/node_modules/.countersign ## Sets everything up and sends genuine and forged deliveries to a Node server and a Worker.
	$(call say,'sending deliveries to both servers')
	@node js-example/demo/index.mjs

.PHONY: demo-setup
demo-setup:
	$(call prepare,.tools/ready,src/js/build js-example)

.PHONY: check
check: .tools/rustup.ready pkg-tests/node_modules/.installed ## Checks the format, lints, and runs the native tests: the loop after an edit, under a minute.
	@node pkg-tests/all.mjs --check

.PHONY: fmt
fmt: .tools/rustup.ready pkg-tests/node_modules/.installed ## Formats the sources.
	@rustfmt --edition 2024 $$(find src pkg-tests -name node_modules -prune -o -name '*.rs' -print)
	@pkg-tests/node_modules/.bin/biome format --write --config-path=pkg-tests/support/javascript.jsonc src pkg-tests js-example

.PHONY: lint
lint: .tools/rustup.ready pkg-tests/node_modules/.installed ## Runs only the linters: clippy and Biome.
	@node pkg-tests/all.mjs --only clippy,lint

##@ Build

.PHONY: build
build: $(TARBALL) ## Makes pkg/, ready for npm, and the tarball in target/npm.

.PHONY: faults
faults: target/faults/faults.mjs ## Makes a test build of the module, with exports that break it on purpose.

.PHONY: tools
tools: .tools/tests.ready ## Installs the tools that the build and the tests need.

.PHONY: clean
clean: ## Removes the build results. Keeps tools, runtimes and npm packages.
	[ ! -d target ] || find target -mindepth 1 -maxdepth 1 -not -name matrix -exec rm -rf {} +
	rm -rf pkg

##@ Tests

# A whole run builds the package beside other steps.
.PHONY: test
test: test-setup $(if $(ONLY),test-packages) ## Runs every check and every test. | ONLY="boundary,clippy" chooses steps, folders and files, LIST=1 lists them.
	@node pkg-tests/all.mjs $(if $(ONLY),--only '$(ONLY)') $(if $(LIST),--list)

.PHONY: test-setup
test-setup:
	$(call prepare,.tools/tests.ready,src/js/build pkg-tests pkg-tests/bench pkg-tests/conformance/senders pkg-tests/recipes js-example)

.PHONY: test-packages
test-packages: pkg-tests/node_modules/.countersign pkg-tests/recipes/node_modules/.countersign js-example/node_modules/.countersign target/faults/faults.mjs

# The cells run the tarball, and install their own packages in target/matrix. The esbuild of pkg-tests bundles the checks.
.PHONY: matrix
matrix: $(TARBALL) pkg-tests/node_modules/.installed ## Runs the packed package in every runtime and bundler. | CELLS="deno,next" chooses.
	@node pkg-tests/runtimes/matrix/run.mjs --write $(if $(CELLS),--only '$(CELLS)')

.PHONY: licences
licences: .tools/cargo-deny.ready ## Checks the licences and the sources of all crates. make release does so, too.
	@cargo deny --locked check --hide-inclusion-graph bans licenses sources

.PHONY: torture
torture: js-example/node_modules/.countersign ## Sends each example 100 000 deliveries while it is killed, and checks that it lost none. | ONLY=worker SEED=1 DELIVERIES=5000 choose.
	@node js-example/lab/torture/index.mjs $(if $(ONLY),--only '$(ONLY)') $(if $(SEED),--seed $(SEED)) $(if $(DELIVERIES),--deliveries $(DELIVERIES))

.PHONY: hostile
hostile: js-example/node_modules/.countersign ## Sends deliveries to each example among 500 strangers without a secret, and measures the answers. | ONLY=worker TIME=60 (seconds) SHORT=1 choose.
	@node js-example/lab/hostile/index.mjs $(if $(ONLY),--only '$(ONLY)') $(if $(TIME),--seconds $(TIME)) $(if $(SEED),--seed $(SEED)) $(if $(SHORT),--short)

.PHONY: fuzz
fuzz: .tools/cargo-fuzz.ready .tools/nightly.ready ## Fuzzes each target for 30 minutes. | TIME=60 (seconds) JOBS=2 (at once) TARGETS="json times" choose.
	@node pkg-tests/fuzz/run.mjs $(if $(TIME),--seconds $(TIME)) $(if $(JOBS),--jobs $(JOBS)) $(TARGETS)

.PHONY: controls
controls: ## Diagnoses a million deliveries that a stranger signed, none of which may prove anything. | CONTROLS=50000 SEED=2 choose.
	@CONTROLS=$${CONTROLS:-1000000} cargo test --locked --release --all-features --test diagnose_controls -- --nocapture

# cargo-mutants does not find modules that a macro declares. So its copy of the sources declares the providers again,
# under a cfg that is never set.
.PHONY: mutants
mutants: .tools/cargo-mutants.ready ## Makes small changes to the code and lists those that no test notices.
	@rm -rf target/mutants && mkdir -p target/mutants
	@tar -c --exclude node_modules Cargo.toml Cargo.lock README.md CHANGELOG.md .cargo src pkg-tests | tar -x -C target/mutants
	@for provider in src/providers/*/; do \
		printf '#[cfg(any())]\nmod %s;\n' "$$(basename "$$provider")" >> target/mutants/src/providers/mod.rs; \
	done
	@CARGO_PROFILE_DEV_DEBUG=0 cargo mutants --in-place --dir target/mutants --output target

.PHONY: worst-case
worst-case: pkg-tests/node_modules/.countersign ## Searches for bodies that exceed the limits on memory or on the length of an event. | RUNS=80 (times as long as the tests) SEED=1 choose.
	$(call say,'searching for the worst bodies')
	@RUNS=$${RUNS:-80} node --test --test-reporter=spec pkg-tests/cost/worst-case.test.mjs

.PHONY: screenshot
screenshot: js-example/node_modules/.countersign ## Takes the picture of the page of `countersign page` for its documentation, with Chromium.
	@node js-example/demo/diagnose-screenshot.mjs js-example/demo/diagnose.png

##@ Measure

# Only a full run writes the tables: one table must not mix figures from several runs or machines.
.PHONY: bench
bench: pkg-tests/bench/node_modules/.countersign pkg-tests/node_modules/.installed ## Measures speed against other implementations. | ROWS="verify,cold" RUNTIMES="node-24,bun" QUICK=1 choose.
	$(call say,'measuring')
	@node pkg-tests/bench/run.mjs $(if $(ROWS)$(RUNTIMES)$(QUICK),,--write) \
		$(if $(ROWS),--rows '$(ROWS)') $(if $(RUNTIMES),--runtimes '$(RUNTIMES)') $(if $(QUICK),--quick)

.PHONY: size
size: $(TARBALL) ## Lists the parts of the module and the tarball, and their growth. | ALL=1 lists every part, UPDATE=1 makes these sizes the baseline.
	@node src/js/build/size/run.mjs $(if $(ALL),--all) $(if $(UPDATE),--update)

.PHONY: constant-time
constant-time: target/faults/faults.mjs pkg-tests/node_modules/.countersign ## Measures whether the time of a comparison reveals a secret.
	$(call say,'measuring the comparisons of secrets')
	@node pkg-tests/secrets/constant-time.mjs

##@ Release

.PHONY: release
release: ## Runs every release check, builds twice, and prints the files to publish. Publishes nothing. | DRY_RUN=1 continues after a failed check; add SKIP_TESTS=1 to skip the tests.
	@node pkg-tests/release/run.mjs $(if $(DRY_RUN),--dry-run) $(if $(SKIP_TESTS),--skip-tests)

.PHONY: reproducible
reproducible: .tools/ready ## Builds the last commit twice, in two places, and compares the bytes.
	@node pkg-tests/release/reproducible.mjs

$(TARBALL): $(SOURCES) .tools/ready src/js/build/node_modules/.installed
	$(call say,'building the WebAssembly module')
	@rm -rf target/npm && mkdir -p target/npm
	$(call glue,--lib --features js,countersign,npm)
	@wasm-opt $(OPTIMISE) target/npm/glue_bg.wasm -o target/npm/countersign.wasm
	@wasm-opt $(OPTIMISE_NAMED) target/npm/glue_bg.wasm -o target/npm/named.wasm
	$(call say,'building the module of countersign/diagnose')
	@rm -rf target/diagnose && mkdir -p target/diagnose
	$(call glue,--lib --features js-diagnose $(SMALL),countersign,diagnose)
	@wasm-opt -Oz --converge target/diagnose/glue_bg.wasm -o target/diagnose/countersign.wasm
	$(call say,'making the npm package')
	$(call glue,--lib --features types,countersign,types)
	@node src/js/build/package.mjs
	@node src/js/build/size/run.mjs --check

target/faults/faults.mjs: $(SOURCES) $(wildcard pkg-tests/boundary/faults/*.* pkg-tests/boundary/faults/src/*.rs) .tools/ready src/js/build/node_modules/.installed pkg-tests/node_modules/.installed
	$(call say,'building the module with faults')
	@rm -rf target/faults && mkdir -p target/faults
	$(call glue,--package countersign-faults --lib,countersign_faults,faults,-- -C link-arg=--max-memory=$(FAULTS_MAX_MEMORY))
	@wasm-opt $(OPTIMISE_NAMED) target/faults/glue_bg.wasm -o target/faults/named.wasm
	@node pkg-tests/boundary/faults/build.mjs

# tool(command, crate, version, flags): installs one tool at one version.
define tool
.tools/$(1).ready: Makefile | .tools/rustup.ready
	@if ! $(subst cargo-,cargo ,$(1)) --version 2>/dev/null | grep -qwF '$(3)'; then \
		printf '\n==> building $(2) $(3), once: some minutes on two cores\n'; \
		cargo install $(2) --version $(3) --root .tools $(4); \
	fi
	@touch $$@
endef
# Without TLS, because its downloads and its browsers are not used.
$(eval $(call tool,wasm-bindgen,wasm-bindgen-cli,$(WASM_BINDGEN),--no-default-features --bin wasm-bindgen --bin wasm-bindgen-test-runner))
$(eval $(call tool,wasm-pack,wasm-pack,$(WASM_PACK),--locked))
$(eval $(call tool,cargo-deny,cargo-deny,$(CARGO_DENY),--locked))
$(eval $(call tool,cargo-fuzz,cargo-fuzz,$(CARGO_FUZZ),--locked))
$(eval $(call tool,cargo-mutants,cargo-mutants,$(CARGO_MUTANTS),--locked))

# Without optimisation the tools build faster, and their speed does not matter. They share one target folder, so
# that common dependencies are built once.
.tools/%.ready: export CARGO_PROFILE_RELEASE_OPT_LEVEL := 0
.tools/%.ready: export CARGO_PROFILE_RELEASE_LTO := off
.tools/%.ready: export CARGO_PROFILE_RELEASE_CODEGEN_UNITS := 16
.tools/%.ready: export CARGO_TARGET_DIR := $(CURDIR)/.tools/target

.tools/rustup.ready: Makefile
	@mkdir -p .tools
	@node -e 'if (Number(process.versions.node.split(".")[0]) < 20) { console.error(`Node 20 or later is needed, this is $${process.version}`); process.exit(1) }'
	@rustup target list --installed | grep -qx $(TARGET) || rustup target add $(TARGET)
	@rustup component list --installed | grep -q ^rustfmt || rustup component add rustfmt
	@rustup component list --installed | grep -q ^clippy || rustup component add clippy
	@touch $@

# The platforms that the crate promises to support: the oldest Rust, and a target without std.
.tools/promised.ready: Cargo.toml Makefile | .tools/rustup.ready
	@rustup toolchain list | grep -q '^$(OLDEST_RUST)' || rustup toolchain install $(OLDEST_RUST) --profile minimal
	@rustup target list --installed | grep -qx thumbv7em-none-eabi || rustup target add thumbv7em-none-eabi
	@touch $@

.tools/ready: .tools/wasm-bindgen.ready
	@rm -rf .tools/target
	@touch $@

# Fuzzing needs a nightly compiler for its coverage instrumentation.
.tools/nightly.ready:
	@rustup toolchain list | grep -q ^nightly || rustup toolchain install nightly --profile minimal
	@mkdir -p .tools && touch $@

# The tools come first, because .tools/ready removes their shared target folder.
.tools/tests.ready: .tools/wasm-pack.ready .tools/cargo-fuzz.ready .tools/ready .tools/promised.ready .tools/nightly.ready
	@rm -rf .tools/target
	@touch $@

%/node_modules/.installed: %/package-lock.json
	$(call say,'installing the npm packages of $*')
	@npm ci --prefix $* --no-audit --no-fund --loglevel error
	@touch $@

# On Node 20, better-sqlite3 compiles SQLite for a minute at its own level, -O3, and for half a minute at this one. A first run
# should not wait for it. To measure the examples on SQLite, set -O3.
js-example/node_modules/.installed: export CFLAGS ?= -O1
js-example/node_modules/.installed: export CXXFLAGS ?= -O1

# Installs the tarball as a user would. No test runs against the source tree.
%/node_modules/.countersign: %/node_modules/.installed $(TARBALL)
	$(call say,'installing the built package in $*')
	@rm -rf $*/node_modules/countersign
	@npm install --prefix $* --no-save --no-audit --no-fund --loglevel error ./$(TARBALL)
	@touch $@
.PRECIOUS: %/node_modules/.installed %/node_modules/.countersign
