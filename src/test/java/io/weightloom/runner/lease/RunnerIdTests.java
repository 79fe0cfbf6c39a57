package io.weightloom.runner.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunnerIdTests {

    private final RunnerId self = RunnerId.current();

    @Test
    void anIdentitySurvivesItsText() {
        assertThat(RunnerId.of(self.text())).contains(self);
        assertThat(self.text()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aLongHostNameIsCutToWhatALeaseHasRoomFor() {
        String host = RunnerId.host("a|b" + "-and-so-on".repeat(30));
        RunnerId longest =
                new RunnerId(host, Long.MAX_VALUE, Instant.parse("9999-12-31T00:00:00Z"), self.machine(), self.nonce());

        assertThat(host).startsWith("a-b-and-so-on").hasSize(60);
        assertThat(longest.text()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aRunnerOfThisProcessIsKnownByMoreThanItsNumber() { // the only process of a container is always number 1
        assertThat(self.isOfThisProcess()).isTrue();
        assertThat(RunnerId.of(self.text()).orElseThrow().isOfThisProcess()).isTrue();
        assertThat(new RunnerId("here", self.pid(), self.started(), self.machine(), "earlier").isOfThisProcess())
                .isFalse();
    }

    @Test
    void aTextOfSomethingElseIsNoIdentity() {
        assertThat(RunnerId.of("")).isEmpty();
        assertThat(RunnerId.of("a|b|c|d|e")).isEmpty();
    }

    @Test
    void twoRunnersInOneProcessAreTwo() {
        assertThat(RunnerId.current().text()).isNotEqualTo(self.text());
    }

    @Test
    void aProcessThatHasEndedIsKnownDead() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        long pid = process.pid();
        process.waitFor();

        assertThat(self.knowsDead(new RunnerId("here", pid, Instant.EPOCH, self.machine(), "x")))
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

        assertThat(self.knowsDead(new RunnerId("there", pid, Instant.EPOCH, "another boot", "x")))
                .isFalse();
        assertThat(new RunnerId("here", 1, Instant.EPOCH, "", "x")
                        .knowsDead(new RunnerId("here", pid, Instant.EPOCH, "", "x")))
                .isFalse();
    }
}
