package io.weightloom.format;

/** Numbers of 16 bits as in IEEE 754 (binary16): a sign, 5 bits of exponent with a bias of 15, 10 bits of fraction. */
final class Half {

    private static final int FRACTION_BITS = 10;
    private static final int FRACTIONS = 1 << FRACTION_BITS;
    private static final int BIAS = 15;
    private static final int SMALLEST_EXPONENT = 1 - BIAS;
    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;
    private static final int NAN = 0x7e00;

    private Half() {}

    /** The bits of what is nearest, of two the one whose last bit is 0; infinite from 65,520 on. */
    static short nearest(double value) {
        if (Double.isNaN(value)) {
            return NAN;
        }
        int sign = Double.doubleToRawLongBits(value) < 0 ? SIGN : 0;
        double size = Math.abs(value);
        if (size >= 65_520) {
            return (short) (sign | INFINITY);
        }
        int exponent = Math.max(Math.getExponent(size), SMALLEST_EXPONENT);
        // In units of the last bit; what rounds up to twice FRACTIONS carries into the exponent, as it should.
        int units = (int) Math.rint(Math.scalb(size, FRACTION_BITS - exponent));
        return (short) (sign | (units + ((exponent - SMALLEST_EXPONENT) << FRACTION_BITS)));
    }

    /** The number of these bits. */
    static double value(short bits) {
        int exponent = (bits & INFINITY) >> FRACTION_BITS;
        int fraction = bits & (FRACTIONS - 1);
        double size;
        if (exponent == 0) {
            size = Math.scalb((double) fraction, SMALLEST_EXPONENT - FRACTION_BITS);
        } else if ((bits & INFINITY) == INFINITY) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            size = Math.scalb((double) (FRACTIONS + fraction), exponent - BIAS - FRACTION_BITS);
        }
        return (bits & SIGN) == 0 ? size : -size;
    }
}
