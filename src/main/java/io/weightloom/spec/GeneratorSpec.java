package io.weightloom.spec;

/** The kind of generator. */
public sealed interface GeneratorSpec {

    /**
     * Whether one head makes several parts of the target, which differ by what the head is given and by nothing else.
     */
    default boolean repeatsItsHead() {
        return false;
    }

    /** One head emits all target weights at once. */
    record Full() implements GeneratorSpec {}

    /**
     * One head emits {@code chunkSize} weights at a time, once per chunk (von Oswald et al. 2020).
     *
     * @param chunkSize weights per chunk, at least 1; the surplus of the last chunk is dropped
     * @param chunkDim width of the embedding that each chunk has beside one z that all chunks share, at least 1; or 0,
     *     and then each chunk has a z of its own and there is no shared one
     */
    record Chunked(int chunkSize, int chunkDim) implements GeneratorSpec {

        @Override
        public boolean repeatsItsHead() {
            return true;
        }
    }
}
