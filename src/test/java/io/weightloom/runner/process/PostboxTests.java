package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.console.CleanLog;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A receiver that answers as it is told, and a postbox whose pauses take no time. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class PostboxTests {

    private final ReceivingServer server = new ReceivingServer();
    private final List<String> received = server.received();
    private final Queue<Integer> answers = server.answers();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        server.close();
    }

    private Receiver receiver(String user) {
        return new Receiver(server.address(user));
    }

    /** Posts these, and closes when the last one has been seen to. */
    private void post(Receiver receiver, String... messages) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(messages.length);
        Postbox postbox = new Postbox(
                message -> {
                    if (message.isEmpty()) {
                        seen.countDown();
                        return Optional.empty();
                    }
                    return receiver.send(message);
                },
                (time, closing) -> pauses.add(time),
                Duration.ofMinutes(1),
                receiver.toString());
        postbox.open();
        for (String message : messages) {
            postbox.post(() -> message);
            postbox.post(() -> "");
        }
        seen.await();
        postbox.close();
    }

    @Test
    void messagesArePostedAsJsonInTheirOrder(CapturedOutput output) throws InterruptedException {
        post(receiver("me:p%40ss@"), "{\"run\":1}", "{\"run\":2}");

        assertThat(received)
                .containsExactly(
                        "POST /hooks/s3cret?key=t0ken application/json Basic bWU6cEBzcw== {\"run\":1}",
                        "POST /hooks/s3cret?key=t0ken application/json Basic bWU6cEBzcw== {\"run\":2}");
        assertThat(pauses).isEmpty();
        assertThat(output).doesNotContain("delivered");
    }

    @Test
    void whatDoesNotArriveIsPostedAgainAfterPausesThatGrow(CapturedOutput output) throws InterruptedException {
        answers.addAll(List.of(503, 429, 500));

        post(receiver(""), "{}");

        assertThat(received).hasSize(4);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(16));
        assertThat(output).doesNotContain("delivered");
    }

    @Test
    void afterFiveAttemptsItIsGivenUpWithOneLineThatShowsNoSecret(CapturedOutput output) throws InterruptedException {
        answers.addAll(List.of(500, 500, 500, 500, 502));

        post(receiver("me:p4ss@"), "{}", "{}");

        assertThat(received).hasSize(6);
        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains(
                        ("A message about the end of a run was not delivered: http://127.0.0.1:%s/*** answered with 502"
                                        + " (runner.notify.url; 5 of 5 attempts)")
                                .formatted(server.port()))
                .doesNotContain("s3cret")
                .doesNotContain("t0ken")
                .doesNotContain("p4ss");
    }

    @Test
    void whatAnotherAttemptWouldNotChangeIsGivenUpAtOnce(CapturedOutput output) throws InterruptedException {
        answers.addAll(List.of(404, 301));

        post(receiver(""), "{}", "{}");

        assertThat(pauses).isEmpty();
        assertThat(output)
                .contains("answered with 404 (runner.notify.url; 1 of 5 attempts)")
                .contains("answered with 301");
    }

    @Test
    void whereNobodyListensItIsTriedAgainToo(CapturedOutput output) throws InterruptedException {
        Receiver gone = receiver("");
        server.close();

        post(gone, "{}");

        assertThat(pauses).hasSize(4);
        assertThat(output).contains("cannot be reached (ConnectException) (runner.notify.url; 5 of 5 attempts)");
    }

    @Test
    void anAddressThatTheClientCannotUseIsGivenUpAtOnceEachTime(CapturedOutput output) throws InterruptedException {
        post(new Receiver(URI.create("http://127.0.0.1:99999/s3cret")), "{}", "{}");

        assertThat(pauses).isEmpty();
        assertThat(output.toString().split("cannot be reached \\(IllegalArgumentException\\)", -1))
                .hasSize(3);
        assertThat(output).doesNotContain("s3cret");
    }

    @Test
    void aMessageThatCannotBeWrittenLeavesTheNextOneAlone(CapturedOutput output) {
        Receiver receiver = receiver("");
        Postbox postbox =
                new Postbox(receiver::send, (time, closing) -> {}, Duration.ofMinutes(1), receiver.toString());
        postbox.open();
        postbox.post(() -> {
            throw new IllegalStateException("a bug");
        });
        postbox.post(() -> "{}");

        postbox.close();

        assertThat(received).hasSize(1);
        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains("could not be written")
                .contains("a bug");
    }

    @Test
    void atTheEndOfTheProcessAnAttemptThatIsDueLaterIsMadeAtOnceAndIsTheLast(CapturedOutput output)
            throws InterruptedException {
        answers.addAll(List.of(500, 500, 500));
        CountDownLatch waiting = new CountDownLatch(1);
        Receiver receiver = receiver("");
        Postbox postbox = new Postbox(
                receiver::send,
                (time, closing) -> {
                    waiting.countDown();
                    closing.await();
                },
                Duration.ofMinutes(1),
                receiver.toString());
        postbox.open();
        postbox.post(() -> "{}");
        waiting.await();

        postbox.close();

        assertThat(received).hasSize(2);
        assertThat(output).containsOnlyOnce("was not delivered").contains("2 of 5 attempts");
    }

    @Test
    void aReceiverThatNeverAnswersDoesNotHoldUpTheEndOfTheProcess(CapturedOutput output) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Postbox postbox = new Postbox(
                message -> {
                    asked.countDown();
                    never.await();
                    return Optional.empty();
                },
                (time, closing) -> {},
                Duration.ofMillis(1),
                "it");
        postbox.open();
        postbox.post(() -> "{}");
        asked.await();

        postbox.close(); // returns

        assertThat(output).contains("it did not answer before the end of the process");
        never.countDown();
    }
}
