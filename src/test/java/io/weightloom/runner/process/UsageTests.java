package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.settings.RunnerRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTests {

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpTellsEverySettingOfTheRunnerAndWhatItMayBe(String asked) {
        String help = Usage.answer("experiments/a.yml", asked).orElseThrow();

        RunnerRules.allowed()
                .forEach((name, values) -> assertThat(help).containsPattern("  --\\Q" + name + "\\E +\\Q" + values));
        assertThat(help).contains("java -jar runner.jar experiments/a.yml", "Exit codes: 0 ");
    }

    @Test
    void theVersionIsThatOfTheBuildWithItsCommit() {
        assertThat(Usage.answer("--version").orElseThrow()).matches("weightloom \\S+ \\(commit \\S+\\)\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"experiments/a.yml", "--runner.plan=true", "--help=me", "help"})
    void whatAsksForMoreIsNotAnswered(String asked) {
        assertThat(Usage.answer(asked)).isEmpty();
    }
}
