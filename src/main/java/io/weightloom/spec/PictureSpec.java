package io.weightloom.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A picture to be learned; and how pictures in files are read. */
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

    /**
     * How many numbers a picture has, and where.
     *
     * @param channels planes, one behind the other
     * @param height pixels
     * @param width pixels
     */
    record Extents(int channels, int height, int width) {

        /** As the input of a network of pictures says them. */
        public static Extents of(List<Integer> picture) {
            return new Extents(picture.get(0), picture.get(1), picture.get(2));
        }

        /** Numbers in all. */
        public int numbers() {
            return channels * height * width;
        }

        /** What becomes of it where squares of so many pixels along one side, which must divide both, become one. */
        public Extents shrunk(int by) {
            return new Extents(channels, height / by, width / by);
        }

        /** What becomes this where squares become one pixel. */
        public Extents grown(int by) {
            return new Extents(channels, Math.multiplyExact(height, by), Math.multiplyExact(width, by));
        }

        @Override
        public String toString() {
            return (channels == 1 ? "" : channels + " x ") + height + " x " + width;
        }
    }

    /** Where a file of four extents has the channels. */
    enum Channels {
        /** Where there are one to four of them, or where they make up the pictures that the target takes. */
        AUTO,
        /** Before height and width. */
        FIRST,
        /** Behind height and width. */
        LAST
    }

    /**
     * How pictures are read.
     *
     * @param channels where a file of four extents has them
     * @param shrink pixels along one side of the squares of which each becomes one pixel, their mean; 1 for none
     * @param asked what the target network takes, once pictures have shrunk; empty if it takes no pictures
     */
    record Reading(Channels channels, int shrink, Optional<Extents> asked) {

        /** As they lie in the files. */
        public static final Reading PLAIN = new Reading(Channels.AUTO, 1, Optional.empty());

        /** The same for a network that takes these. */
        public Reading asking(Optional<Extents> others) {
            return new Reading(channels, shrink, others);
        }

        /** What the files must hold for what the target takes; empty if it takes no pictures. */
        public Optional<Extents> whole() {
            return asked.map(taken -> taken.grown(shrink));
        }

        /**
         * What is wrong with pictures of as many numbers as the target takes, but of another shape, which would be
         * pictures of something else; to stand behind what holds them. Empty if nothing is.
         *
         * @param found in the files
         */
        public Optional<String> misfit(Extents found) {
            return whole().filter(needed -> needed.numbers() == found.numbers() && !needed.equals(found))
                    .map(needed -> "holds pictures of %s, but target.input takes as many numbers of %s"
                            .formatted(
                                    found,
                                    shrink == 1
                                            ? needed
                                            : "%s: %s once data.shrink is %s"
                                                    .formatted(needed, needed.shrunk(shrink), shrink)));
        }
    }
}
