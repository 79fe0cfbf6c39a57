package io.weightloom.program.kernel;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * The elements of one value, row by row, in native memory; read and written as doubles whatever their type. Not
 * thread-safe; must not be used after the arena that it is a part of has been closed.
 */
public abstract sealed class Elements {

    /** Number of elements. */
    public abstract int size();

    /** An element, widened; {@code index} in [0, size). */
    public abstract double get(int index);

    /** Sets an element, rounded to the type; {@code index} in [0, size). */
    public abstract void put(int index, double value);

    /** Copies all elements of a value of the same type and size. */
    public abstract void copy(Elements source);

    /** Sets elements {@code [at, at + length)} to those of a value of the same type from {@code from} on. */
    abstract void copy(int at, Elements source, int from, int length);

    /** Elements {@code [begin, begin + size)}, in the same memory. */
    abstract Elements part(int begin, int size);

    /** Sets elements {@code [at, at + length)} to those of an array from {@code offset} on. */
    public abstract void put(int at, float[] source, int offset, int length);

    /** All elements, copied. */
    public double[] toArray() {
        double[] array = new double[size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = get(i);
        }
        return array;
    }

    /** Sets the first elements. */
    public void put(double[] source) {
        for (int i = 0; i < source.length; i++) {
            put(i, source[i]);
        }
    }

    /** Sets elements from {@code at} on to those of an array, rounded to the type. */
    public void put(int at, double[] source) {
        for (int i = 0; i < source.length; i++) {
            put(at + i, source[i]);
        }
    }

    /** Elements that are floats. */
    public static final class Floats extends Elements {

        /** All elements, from index 0 to the capacity, for loops that know the type. */
        public final FloatBuffer buffer;

        Floats(FloatBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int size() {
            return buffer.capacity();
        }

        @Override
        public double get(int index) {
            return buffer.get(index);
        }

        @Override
        public void put(int index, double value) {
            buffer.put(index, (float) value);
        }

        @Override
        public void copy(Elements source) {
            buffer.put(0, ((Floats) source).buffer, 0, size());
        }

        @Override
        void copy(int at, Elements source, int from, int length) {
            buffer.put(at, ((Floats) source).buffer, from, length);
        }

        @Override
        Elements part(int begin, int size) {
            return new Floats(buffer.slice(begin, size));
        }

        @Override
        public void put(int at, float[] source, int offset, int length) {
            buffer.put(at, source, offset, length);
        }
    }

    /** Elements that are doubles. */
    static final class Doubles extends Elements {

        final DoubleBuffer buffer;

        Doubles(DoubleBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int size() {
            return buffer.capacity();
        }

        @Override
        public double get(int index) {
            return buffer.get(index);
        }

        @Override
        public void put(int index, double value) {
            buffer.put(index, value);
        }

        @Override
        public double[] toArray() {
            double[] array = new double[size()];
            buffer.get(0, array);
            return array;
        }

        @Override
        public void put(double[] source) {
            buffer.put(0, source);
        }

        @Override
        public void put(int at, double[] source) {
            buffer.put(at, source);
        }

        @Override
        public void copy(Elements source) {
            buffer.put(0, ((Doubles) source).buffer, 0, size());
        }

        @Override
        void copy(int at, Elements source, int from, int length) {
            buffer.put(at, ((Doubles) source).buffer, from, length);
        }

        @Override
        Elements part(int begin, int size) {
            return new Doubles(buffer.slice(begin, size));
        }

        @Override
        public void put(int at, float[] source, int offset, int length) {
            for (int i = 0; i < length; i++) {
                buffer.put(at + i, source[offset + i]);
            }
        }
    }
}
