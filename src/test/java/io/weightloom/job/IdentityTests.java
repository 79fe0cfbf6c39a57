package io.weightloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IdentityTests {

    private final Identity self = Identity.current();

    @Test
    void anIdentitySurvivesItsText() {
        assertThat(Identity.of(self.text())).contains(self);
        assertThat(self.text()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aTextOfSomethingElseIsNoIdentity() {
        assertThat(Identity.of("")).isEmpty();
        assertThat(Identity.of("a|b|c|d|e")).isEmpty();
    }

    @Test
    void twoRunnersInOneProcessAreTwo() {
        assertThat(Identity.current().text()).isNotEqualTo(self.text());
    }

    @Test
    void aProcessThatHasEndedIsKnownDead() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        long pid = process.pid();
        process.waitFor();

        assertThat(self.knowsDead(new Identity("here", pid, Instant.EPOCH, self.machine(), "x")))
                .isTrue();
    }

    @Test
    void aLivingProcessIsNotKnownDead() {
        assertThat(self.knowsDead(self)).isFalse();
    }

    @Test
    void ofAnotherMachineNothingIsKnown() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        long pid = process.pid();
        process.waitFor();

        assertThat(self.knowsDead(new Identity("there", pid, Instant.EPOCH, "another boot", "x")))
                .isFalse();
        assertThat(new Identity("here", 1, Instant.EPOCH, "", "x")
                        .knowsDead(new Identity("here", pid, Instant.EPOCH, "", "x")))
                .isFalse();
    }
}
