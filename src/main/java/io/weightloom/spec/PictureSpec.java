package io.weightloom.spec;

import java.nio.file.Path;

/** A picture to be learned. */
public sealed interface PictureSpec {

    /**
     * One that the runner draws itself.
     *
     * @param motif what it shows
     * @param size pixels along one side, in [8, 64]
     */
    record Drawn(Motif motif, int size) implements PictureSpec {}

    /**
     * A PNG file.
     *
     * @param file the file
     */
    record Png(Path file) implements PictureSpec {}

    /** What a drawn picture shows. */
    enum Motif {
        /** Coloured rings that grow narrower towards the rim. */
        RINGS,
        /** A low sun over hills. */
        LANDSCAPE,
        /** A chequered floor that fades into the distance. */
        FLOOR
    }

    /** Numbers that make up a colour. */
    enum Colours {
        /** One: the luminance. */
        GREY(1),
        /** Three: red, green and blue. */
        RGB(3);

        private final int channels;

        Colours(int channels) {
            this.channels = channels;
        }

        /** How many numbers there are. */
        public int channels() {
            return channels;
        }
    }
}
