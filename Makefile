.DEFAULT_GOAL := help
.PHONY: help check format test run bench clean

SPEC ?= experiments/a.yml

help: ## print these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: ## mvn verify: every test and check, the packaged jar included
	mvn -B verify

format: ## mvn spotless:apply: the house's format
	mvn -B -q spotless:apply

test: ## mvn test: the tests that need no packaged jar
	mvn -B test

run: ## build the jar and run one spec: make run SPEC=experiments/a.yml
	mvn -B -q -DskipTests package
	java -jar target/runner.jar --spring.config.location=$(SPEC)

bench: ## mvn -Pbench verify: the program against LibTorch and SameDiff.fit; the machine should have nothing else to do
	mvn -B -q -Pbench -DskipTests verify

clean: ## mvn clean: remove what was built; results under data/ stay
	mvn -B -q clean
