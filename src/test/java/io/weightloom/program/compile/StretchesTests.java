package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StretchesTests {

    @Test
    void stretchesThatAreTakenNeverOverlapAndBeginOnALine() {
        Random random = new Random(3);
        Stretches stretches = new Stretches();
        Map<Integer, Integer> taken = new HashMap<>(); // length of each, by where it begins
        for (int i = 0; i < 2000; i++) {
            if (random.nextBoolean() && !taken.isEmpty()) {
                int begin = taken.keySet().stream()
                        .skip(random.nextInt(taken.size()))
                        .findFirst()
                        .orElseThrow();
                taken.remove(begin);
                stretches.give(begin);
            } else {
                int length = random.nextInt(200);
                int begin = stretches.take(length);
                assertThat(begin % 16).isZero();
                assertThat(begin + length).isLessThanOrEqualTo(stretches.size());
                taken.forEach((other, size) -> assertThat(
                                (begin >= other + size && begin != other) || begin + length <= other)
                        .as("%d at %d, %d at %d", length, begin, size, other)
                        .isTrue());
                taken.put(begin, length);
            }
        }
    }

    @Test
    void aStretchIsNotGivenForLessThanHalfOfIt() {
        Stretches stretches = new Stretches();
        int large = stretches.take(320);
        stretches.give(large);

        assertThat(stretches.take(144)).isNotEqualTo(large);
        assertThat(stretches.take(160)).isEqualTo(large);
    }

    @Test
    void whatWasGivenBackLastGoesFirst() {
        Stretches stretches = new Stretches();
        int first = stretches.take(32);
        int second = stretches.take(32);
        stretches.give(second);
        stretches.give(first);

        assertThat(stretches.take(30)).isEqualTo(first);
        assertThat(stretches.take(30)).isEqualTo(second);
    }

    @Test
    void onlyWhatHasBeenTakenCanBeGivenBack() {
        Stretches stretches = new Stretches();
        int begin = stretches.take(5);
        stretches.give(begin);

        assertThatIllegalStateException().isThrownBy(() -> stretches.give(begin));
    }
}
