# make help lists what there is. Everything that is missing is installed by the targets that need it: tools at pinned
# versions into .tools, npm packages into the folders that use them. What is there already is left alone.

WASM_BINDGEN := 0.2.130
WASM_PACK := 0.15.1

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/pkg-tests/node_modules/.bin:$(PATH)

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
TARGET := wasm32-unknown-unknown
SOURCES := $(shell find src .cargo -type f) Cargo.toml Cargo.lock README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE
TARBALL := target/npm/countersign-$(VERSION).tgz

say = @printf '\n\033[1m==> %s\033[0m\n' $(1)

.PHONY: help
help: ## Lists the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: build
build: $(TARBALL) ## Makes pkg/, ready for npm, and the tarball in target/npm.

.PHONY: demo
demo: js-example/node_modules/.countersign ## Plays genuine and forged deliveries at a Node server and at a Worker.
	$(call say,'playing deliveries at both servers')
	@node js-example/demo.mjs

.PHONY: test
test: tools pkg-tests/node_modules/.countersign js-example/node_modules/.countersign ## Runs every check and test.
	@node pkg-tests/all.mjs

.PHONY: faults
faults: target/faults/faults.mjs ## Makes the test build: the module with exports beside it that break it on purpose.

.PHONY: tools
tools: .tools/ready ## Installs what the build and the tests need.

.PHONY: fmt
fmt: ## Formats the Rust sources.
	@rustfmt --edition 2024 $$(find src pkg-tests -name '*.rs')

.PHONY: clean
clean: ## Removes what was built; the tools and the npm packages stay.
	rm -rf target pkg

$(TARBALL): $(SOURCES) .tools/ready pkg-tests/node_modules/.installed
	$(call say,'building the WebAssembly module')
	@cargo build --locked --release --lib --target $(TARGET)
	@rm -rf target/npm && mkdir -p target/npm
	@wasm-bindgen target/$(TARGET)/release/countersign.wasm --target web --omit-default-module-path \
		--out-dir target/npm --out-name glue --remove-name-section --remove-producers-section
	$(call say,'optimising it and making the npm package')
	@wasm-opt -O3 target/npm/glue_bg.wasm -o target/npm/countersign.wasm
	@node src/js/build.mjs

target/faults/faults.mjs: $(SOURCES) $(wildcard pkg-tests/faults/*.* pkg-tests/faults/src/*.rs) .tools/ready pkg-tests/node_modules/.installed
	$(call say,'building the module with faults')
	@cargo build --locked --release --package countersign-faults --target $(TARGET)
	@rm -rf target/faults && mkdir -p target/faults
	@wasm-bindgen target/$(TARGET)/release/countersign_faults.wasm --target web --omit-default-module-path \
		--out-dir target/faults --out-name glue --remove-producers-section
	@wasm-opt -O3 target/faults/glue_bg.wasm -o target/faults/faults.wasm
	@node pkg-tests/faults/build.mjs

# The tools' own speed does not matter, and optimising them less halves the time to build them. One target folder for
# both builds what they share once.
.tools/ready: export CARGO_PROFILE_RELEASE_OPT_LEVEL := 1
.tools/ready: export CARGO_PROFILE_RELEASE_LTO := off
.tools/ready: export CARGO_PROFILE_RELEASE_CODEGEN_UNITS := 16
.tools/ready: export CARGO_TARGET_DIR := $(CURDIR)/.tools/target
.tools/ready: Makefile
	@mkdir -p .tools
	@node -e 'if (Number(process.versions.node.split(".")[0]) < 20) { console.error(`Node 20 or later is needed, this is $${process.version}`); process.exit(1) }'
	@rustup target list --installed | grep -qx $(TARGET) || rustup target add $(TARGET)
	@rustup component list --installed | grep -q ^rustfmt || rustup component add rustfmt
	@rustup component list --installed | grep -q ^clippy || rustup component add clippy
	@if [ "$$(wasm-bindgen --version 2>&1)" != 'wasm-bindgen $(WASM_BINDGEN)' ]; then \
		printf '\n==> building wasm-bindgen $(WASM_BINDGEN), once: about two minutes on two cores\n'; \
		cargo install wasm-bindgen-cli --version $(WASM_BINDGEN) --root .tools; \
	fi
	@if [ "$$(wasm-pack --version 2>&1)" != 'wasm-pack $(WASM_PACK)' ]; then \
		printf '\n==> building wasm-pack $(WASM_PACK), once: about two minutes on two cores\n'; \
		cargo install wasm-pack --version $(WASM_PACK) --root .tools --locked; \
	fi
	@rm -rf .tools/target
	@touch $@

%/node_modules/.installed: %/package-lock.json
	$(call say,'installing the npm packages of $*')
	@npm ci --prefix $* --no-audit --no-fund --loglevel error
	@touch $@

# The tarball is installed as a user would install it; nothing runs against the source tree.
%/node_modules/.countersign: %/node_modules/.installed $(TARBALL)
	$(call say,'installing the built package in $*')
	@rm -rf $*/node_modules/countersign
	@npm install --prefix $* --no-save --no-package-lock --no-audit --no-fund --loglevel error ./$(TARBALL)
	@touch $@
.PRECIOUS: %/node_modules/.installed %/node_modules/.countersign
