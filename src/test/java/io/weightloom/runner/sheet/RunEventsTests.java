package io.weightloom.runner.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.Review;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

class RunEventsTests {

    @Test
    @Timeout(60)
    void whateverGoesWrongRunsAreLookedAtAgain() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(2);
        Clock broken = new Clock() {

            @Override
            public Instant instant() {
                looks.countDown();
                throw new IllegalStateException("planted");
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        try (ResultsContext context =
                new ResultsContext(TestDatabases.H2_MEMORY.fresh().dataSource(), broken)) {
            RunEvents events = new RunEvents(context.get(Review.class), broken);

            assertThat(events.listen()).isPresent();
            looks.await();

            events.onApplicationEvent(new ContextClosedEvent(new GenericApplicationContext()));
        }
    }
}
