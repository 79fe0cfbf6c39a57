package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuietOutputTests {

    @Test
    void onlyTheCallingThreadIsQuietAndOnlyMeanwhile() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream ours = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(ours);
        try {
            QuietOutput.run(() -> {
                System.out.println("lost");
                QuietOutput.run(() -> System.out.println("lost too"));
                System.out.println("still lost");
                join(new Thread(() -> System.out.println("kept")));
            });
            System.out.println("kept again");

            assertThat(System.out).isSameAs(ours);
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly("kept", "kept again");
    }

    @Test
    void aStreamThatSomebodySetsMeanwhileStays() {
        PrintStream before = System.out;
        PrintStream other = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try {
            QuietOutput.run(() -> System.setOut(other));

            assertThat(System.out).isSameAs(other);
        } finally {
            System.setOut(before);
        }
    }

    private static void join(Thread thread) {
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
