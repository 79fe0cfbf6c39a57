package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class PasswordHashTests {

    @Test
    void theFirstLineOfTheInputIsThePassword() {
        PasswordHash.Answer answer = answer("open sesame\nmore\n");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.text()).matches("\\$2a\\$12\\$[./A-Za-z0-9]{53}");
        assertThat(new BCryptPasswordEncoder().matches("open sesame", answer.text()))
                .isTrue();
    }

    @Test
    void whatBcryptWouldNotReadIsRefused() {
        assertThat(answer("\n").exitCode()).isEqualTo(2);
        assertThat(answer("").text()).startsWith("No password came on standard input");
        assertThat(answer("ä".repeat(37)))
                .isEqualTo(new PasswordHash.Answer(
                        "A password may have 72 bytes at most, but this one has 74: bcrypt reads no more", 2));
    }

    @Test
    void aPasswordIsReadInUtf8WhateverTheMachinesCharset() {
        assertThat(new BCryptPasswordEncoder().matches("käse", answer("käse\n").text()))
                .isTrue();
        assertThat(answer("käse\n", StandardCharsets.ISO_8859_1).text())
                .startsWith("The password on standard input is not in UTF-8");
    }

    @Test
    void nothingElseIsAnswered() {
        assertThat(PasswordHash.answers("experiments/a.yml", "--runner.workers=1"))
                .isEmpty();
    }

    private static PasswordHash.Answer answer(String input) {
        return answer(input, StandardCharsets.UTF_8);
    }

    private static PasswordHash.Answer answer(String input, Charset charset) {
        return PasswordHash.answer(new ByteArrayInputStream(input.getBytes(charset)));
    }
}
