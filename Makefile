# Sentinel. `make run` and `make test` do all their own set-up; `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run demo test build bench crash simulate lint generate package test-packages clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## build Sentinel and start it in the tray (without a display: in the terminal)
	@sh .make/run

demo: ## the same with robots of its own making, in a temporary folder
	@sh .make/demo

test: ## everything that must hold: build, vet, unit, fuzz, window, Wine and real-desktop tests
	@sh .make/test

build: ## build the three programs into bin/
	@sh .make/packages window
	@sh .make/build sentinel sentinelctl sentinel-window

bench: ## measure speed and size, and keep the table in the README
	@sh .make/bench

crash: ## kill the monitor under load, KILLS=200 times, and look for what it had acknowledged; then STORMS=100 of alerts
	@KILLS="$(KILLS)" STORMS="$(STORMS)" sh .make/crash

simulate: ## let the engine live through YEARS of accounts (1000 by default) beside the plain model of the rules, from SEED
	@sh .make/simulate

lint: ## gofmt, gofumpt, staticcheck, govulncheck, file lengths
	@sh .make/lint

generate: ## make the generated files anew
	@. .make/env && go generate ./...

package: ## build the Linux packages, .deb and .rpm, into dist/; VERSION=1.2.3 names another version than git does
	@VERSION="$(VERSION)" sh .make/package

test-packages: ## build them, install the .deb, try what is in it, remove it, and look for what is left
	@VERSION="$(VERSION)" sh .make/package
	@sh .make/test-packages

clean: ## remove what was built; the Go caches stay
	rm -rf bin dist
