package io.weightloom.runner.lease;

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
    void aLongHostNameIsCutToWhatALeaseHasRoomFor() {
        String host = Identity.host("a|b" + "-and-so-on".repeat(30));
        Identity longest =
                new Identity(host, Long.MAX_VALUE, Instant.parse("9999-12-31T00:00:00Z"), self.machine(), self.nonce());

        assertThat(host).startsWith("a-b-and-so-on").hasSize(60);
        assertThat(longest.text()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aRunnerOfThisProcessIsKnownByMoreThanItsNumber() { // the only process of a container is always number 1
        assertThat(self.isOfThisProcess()).isTrue();
        assertThat(Identity.of(self.text()).orElseThrow().isOfThisProcess()).isTrue();
        assertThat(new Identity("here", self.pid(), self.started(), self.machine(), "earlier").isOfThisProcess())
                .isFalse();
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
