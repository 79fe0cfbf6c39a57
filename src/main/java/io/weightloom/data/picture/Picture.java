package io.weightloom.data.picture;

/**
 * A picture in memory. Immutable by agreement: nobody writes into the array.
 *
 * @param height pixels
 * @param width pixels
 * @param pixels row by row
 * @param grey whether the file has levels of grey alone
 */
record Picture(int height, int width, Colour[] pixels, boolean grey) {

    /** In colour. */
    Picture(int height, int width, Colour[] pixels) {
        this(height, width, pixels, false);
    }

    /**
     * Plane by plane, row by row, each number in [0, 1].
     *
     * @param channels 1 for how light it is, 3 for red, green and blue
     */
    double[] planes(int channels) {
        double[] planes = new double[channels * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            Colour colour = pixels[i];
            if (channels == 1) {
                planes[i] = colour.luminance();
            } else {
                planes[i] = colour.red();
                planes[pixels.length + i] = colour.green();
                planes[2 * pixels.length + i] = colour.blue();
            }
        }
        return planes;
    }

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
