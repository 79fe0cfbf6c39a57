package io.weightloom.data.picture;

/**
 * A picture in memory. Immutable by agreement: nobody writes into the array.
 *
 * @param height pixels
 * @param width pixels
 * @param pixels row by row
 */
record Picture(int height, int width, Colour[] pixels) {

    /** A colour; each number is in [0, 1]. */
    record Colour(double red, double green, double blue) {

        /** How light it is, in [0, 1], by the weights of ITU-R BT.601. */
        double luminance() {
            return 0.299 * red + 0.587 * green + 0.114 * blue;
        }

        /** Between this colour (share 0) and another (share 1). */
        Colour mixed(Colour other, double share) {
            return new Colour(
                    red + share * (other.red - red),
                    green + share * (other.green - green),
                    blue + share * (other.blue - blue));
        }
    }
}
