package io.weightloom.data.raw;

import java.util.List;

/** One long sequence, as it was found: neither cut into parts and windows nor standardised. */
public sealed interface RawSequence {

    /** What messages call the source, such as a path. */
    String origin();

    /** Places, one behind the other. */
    int size();

    /** Numbers that stand for what is at a place. */
    int width();

    /** SHA-256 of what the sequence was read from, in hexadecimal. */
    String fingerprint();

    /** What a user should know of it, although it is no fault. */
    List<String> remarks();

    /** Bytes in memory. */
    long bytes();

    /**
     * Characters.
     *
     * @param codes of the characters, numbers of the alphabet
     * @param alphabet all characters that there are, in the order of their code points
     */
    record Characters(String origin, Codes codes, List<String> alphabet, String fingerprint) implements RawSequence {

        /** Copies the list. */
        public Characters {
            alphabet = List.copyOf(alphabet);
        }

        @Override
        public int size() {
            return codes.size();
        }

        @Override
        public int width() {
            return alphabet.size();
        }

        @Override
        public List<String> remarks() {
            return List.of();
        }

        @Override
        public long bytes() {
            return codes.bytes();
        }
    }

    /**
     * Rows of numbers.
     *
     * @param table the numbers, without gaps
     * @param columns names of the columns
     */
    record Rows(String origin, Table table, List<String> columns, String fingerprint, List<String> remarks)
            implements RawSequence {

        /** Copies the lists. */
        public Rows {
            columns = List.copyOf(columns);
            remarks = List.copyOf(remarks);
        }

        @Override
        public int size() {
            return table.rows();
        }

        @Override
        public int width() {
            return table.columns();
        }

        @Override
        public long bytes() {
            return table.bytes();
        }
    }
}
