package io.weightloom.data.picture;

import static io.weightloom.data.picture.IdxBytes.PICTURES;
import static io.weightloom.data.picture.IdxBytes.idx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawBytes;
import io.weightloom.spec.PictureSpec;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PictureInputsTests {

    private static final Features.Picture TRAINED = new Features.Picture(4, 6, OptionalDouble.of(255));

    private static RawBytes pictures(int height, int breadth) {
        return new RawBytes("new.idx", idx(PICTURES, new byte[2 * height * breadth], 2, height, breadth));
    }

    @Test
    void picturesOfAsManyPixelsButAnotherShapeAreTold() {
        for (int[] sides : new int[][] {{6, 4}, {2, 12}, {24, 1}}) {
            assertThatThrownBy(
                            () -> PictureInputs.idx(pictures(sides[0], sides[1]), TRAINED, PictureSpec.Reading.PLAIN))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageEndingWith(
                            "new.idx: pictures are %s pixels high and %s wide, but those to train on were 4 high and 6 wide"
                                    .formatted(sides[0], sides[1]));
        }
        assertThat(PictureInputs.idx(pictures(4, 6), TRAINED, PictureSpec.Reading.PLAIN)
                        .rows())
                .isEqualTo(2);
    }

    @Test
    void whereAnExampleIsNoPictureItsPixelsAreCounted() {
        Features table = Features.Columns.unnamed(24);

        assertThat(PictureInputs.idx(pictures(6, 4), table, PictureSpec.Reading.PLAIN)
                        .columns())
                .isEqualTo(24);
        assertThatThrownBy(() -> PictureInputs.idx(pictures(5, 5), table, PictureSpec.Reading.PLAIN))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageEndingWith("new.idx holds pictures of 5 x 5 = 25 pixels, but an example has 24 numbers");
    }
}
