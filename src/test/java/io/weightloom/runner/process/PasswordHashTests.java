package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class PasswordHashTests {

    @Test
    void theFirstLineOfTheInputIsThePassword() {
        PasswordHash.Answer answer = PasswordHash.answer(new StringReader("open sesame\nmore\n"));

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.text()).matches("\\$2a\\$12\\$[./A-Za-z0-9]{53}");
        assertThat(new BCryptPasswordEncoder().matches("open sesame", answer.text()))
                .isTrue();
    }

    @Test
    void whatBcryptWouldNotReadIsRefused() {
        assertThat(PasswordHash.answer(new StringReader("\n")).exitCode()).isEqualTo(2);
        assertThat(PasswordHash.answer(new StringReader("")).text()).startsWith("No password came on standard input");
        assertThat(PasswordHash.answer(new StringReader("ä".repeat(37))))
                .isEqualTo(new PasswordHash.Answer(
                        "A password may have 72 bytes at most, but this one has 74: bcrypt reads no more", 2));
    }

    @Test
    void nothingElseIsAnswered() {
        assertThat(PasswordHash.answers("experiments/a.yml", "--runner.workers=1"))
                .isEmpty();
    }
}
