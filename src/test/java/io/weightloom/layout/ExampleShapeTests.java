package io.weightloom.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleShapeTests {

    static Stream<ExampleShape> shapes() {
        return Stream.of(
                new ExampleShape.Vector(1),
                new ExampleShape.Vector(6),
                new ExampleShape.Picture(1, 4, 5),
                new ExampleShape.Picture(3, 4, 5),
                new ExampleShape.Sequence(1, 3),
                new ExampleShape.Sequence(4, 3));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void axesThatCountExamplesAreFoundAgain(ExampleShape shape) {
        assertThat(shape.counts(shape.batch(7))).containsExactly(7);
        assertThat(shape.counts(shape.batch(-1, 7))).containsExactly(-1, 7);
        assertThat((long) shape.stretches() * shape.stretch()).isEqualTo(shape.numbers());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void axesThatCountExamplesStandBeforeAnExamplesOwn(ExampleShape shape) {
        if (shape instanceof ExampleShape.Sequence) {
            return; // whose time is in front
        }
        long[] own = shape.axes().toArray();

        assertThat(shape.batch(7)).startsWith(7).endsWith(own).hasSize(1 + own.length);
        assertThat(shape.batch(2, 7)).startsWith(2, 7).endsWith(own).hasSize(2 + own.length);
        assertThat(shape.batch(-1, -1)).startsWith(-1, -1).endsWith(own).hasSize(2 + own.length);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void eachChannelHasAsManyNumbersAsAnyOtherInEveryExample(ExampleShape shape) {
        int numbers = (int) shape.numbers();

        for (int example = 0; example < 3; example++) {
            int[] counts = new int[shape.channels()];
            IntStream.range(example * numbers, (example + 1) * numbers).forEach(i -> counts[shape.channel(i)]++);
            assertThat(counts).containsOnly(numbers / shape.channels());
        }
    }

    @Test
    void aPictureIsOneRowOfNumbersChannelByChannel() {
        ExampleShape picture = new ExampleShape.Picture(2, 1, 3);

        assertThat(picture.axes()).isEqualTo(Shape.of(6));
        assertThat(IntStream.range(0, 8).map(picture::channel)).containsExactly(0, 0, 0, 1, 1, 1, 0, 0);
    }

    @Test
    void eachNumberOfAVectorIsAChannelOfItsOwn() {
        ExampleShape vector = new ExampleShape.Vector(3);

        assertThat(vector.axes()).isEqualTo(Shape.of(3));
        assertThat(IntStream.range(0, 5).map(vector::channel)).containsExactly(0, 1, 2, 0, 1);
    }

    @Test
    void aStepOfAllSequencesOfABatchIsOneStretch() {
        ExampleShape sequence = new ExampleShape.Sequence(4, 3);

        assertThat(sequence.batch(7)).containsExactly(4, 7, 3);
        assertThat(sequence.batch(2, 7)).containsExactly(4, 2, 7, 3);
        assertThat(sequence.stretches()).isEqualTo(4);
        assertThat(sequence.stretch()).isEqualTo(3);
    }
}
