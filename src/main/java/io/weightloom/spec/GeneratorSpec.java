package io.weightloom.spec;

import java.util.List;
import java.util.OptionalInt;

/** The kind of generator. */
public sealed interface GeneratorSpec {

    /**
     * Whether one head makes several parts of the target, which differ by what the head is given and by nothing else.
     */
    default boolean repeatsItsHead() {
        return false;
    }

    /** What decides how many numbers are trained. */
    default Size size() {
        return Size.HIDDEN;
    }

    /** The number that this is; empty if it is none of the generator's own. */
    default OptionalInt ownSize() {
        return OptionalInt.empty();
    }

    /** The same of another size; itself if it has none of its own. */
    default GeneratorSpec sized(int size) {
        return this;
    }

    /** One head emits all target weights at once. */
    record Full() implements GeneratorSpec {}

    /** A head for each target tensor. */
    record PerTensor() implements GeneratorSpec {}

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

        @Override
        public Size size() {
            return Size.CHUNK_SIZE;
        }

        @Override
        public OptionalInt ownSize() {
            return OptionalInt.of(chunkSize);
        }

        @Override
        public Chunked sized(int size) {
            return new Chunked(size, chunkDim);
        }
    }

    /**
     * Two linear layers emit one tile of a kernel for each z (Ha et al. 2016, section 3.1).
     *
     * @param tile inputs and outputs of a tile, each at least 1
     * @param tileDim width between the two layers, at least 1; or 0 for the width of what the first one is given
     */
    record Tile(List<Integer> tile, int tileDim) implements GeneratorSpec {

        /** Copies the list. */
        public Tile {
            tile = List.copyOf(tile);
        }

        /** Inputs of a tile. */
        public int inputs() {
            return tile.get(0);
        }

        /** Outputs of a tile. */
        public int outputs() {
            return tile.get(1);
        }

        @Override
        public boolean repeatsItsHead() {
            return true;
        }

        @Override
        public Size size() {
            return Size.TILE_DIM;
        }

        @Override
        public OptionalInt ownSize() {
            return OptionalInt.of(tileDim);
        }

        @Override
        public Tile sized(int size) {
            return new Tile(tile, size);
        }
    }

    /**
     * The head emits two factors of each matrix.
     *
     * @param rank columns of a factor, at least 1
     * @param base what their product is
     */
    record LowRank(int rank, Base base) implements GeneratorSpec {

        /** What the product of the factors is. */
        public enum Base {
            /** The matrix. */
            NONE,
            /** What a trained matrix is multiplied by, element by element (Sitzmann et al. 2021). */
            MULTIPLIED
        }

        @Override
        public Size size() {
            return Size.RANK;
        }

        @Override
        public OptionalInt ownSize() {
            return OptionalInt.of(rank);
        }

        @Override
        public LowRank sized(int size) {
            return new LowRank(size, base);
        }
    }

    /**
     * The head emits the singular values of each matrix, whose singular vectors are trained.
     *
     * @param rank how many, at least 1
     */
    record Svd(int rank) implements GeneratorSpec {

        @Override
        public Size size() {
            return Size.RANK;
        }

        @Override
        public OptionalInt ownSize() {
            return OptionalInt.of(rank);
        }

        @Override
        public Svd sized(int size) {
            return new Svd(size);
        }
    }

    /** The head emits a factor for each output of a trained matrix (Ha et al. 2016, equation 7). */
    record RowScaling() implements GeneratorSpec {}

    /**
     * The head emits the coefficients of a sum of trained matrices, which matrices of one shape share (Savarese, Maire
     * 2019).
     *
     * @param count matrices in the sum, at least 1
     */
    record Templates(int count) implements GeneratorSpec {

        @Override
        public Size size() {
            return Size.TEMPLATE_COUNT;
        }

        @Override
        public OptionalInt ownSize() {
            return OptionalInt.of(count);
        }

        @Override
        public Templates sized(int size) {
            return new Templates(size);
        }
    }

    /**
     * Nothing is generated: each task's z is what is added to its weights, or two factors of that for each matrix. No
     * spec file asks for it; the controls {@code fine-tuned} and {@code lora} are such.
     *
     * @param rank columns of a factor, or as many as the smaller extent of a matrix allows; 0 for no factors
     */
    record Own(int rank) implements GeneratorSpec {}

    /**
     * The place of a weight goes in and the weight comes out (Ha et al. 2016, appendix A.1).
     *
     * @param frequencies of the waves that each coordinate is seen through beside itself, at least 0
     * @param emits what comes out at a time
     */
    record Coordinates(int frequencies, Emits emits) implements GeneratorSpec {

        /** What the generator makes of one place. */
        public enum Emits {
            /** One weight, of the place of both its ends. */
            WEIGHT,
            /** All numbers of the kernel from one channel to another, of the place of both; elsewhere one weight. */
            KERNEL,
            /** The weights of one input of a layer to all its outputs, of the place of that input. */
            ROW
        }

        @Override
        public boolean repeatsItsHead() {
            return true;
        }
    }

    /**
     * The setting of a hypernetwork that decides how many numbers it trains, and that {@code hypernet.target-ratio} is
     * solved for.
     */
    enum Size {
        /** Weights per chunk of the generator {@code chunked}. */
        CHUNK_SIZE("chunk-size", 100_000_000),
        /** Rank of the generators {@code low-rank} and {@code svd}. */
        RANK("rank", 100_000),
        /** Matrices in the sums of the generator {@code templates}. */
        TEMPLATE_COUNT("template-count", 100_000),
        /** Width between the two layers of the generator {@code tile}. */
        TILE_DIM("tile-dim", 100_000),
        /** Width of the widest hidden layer of any other generator; the others keep their proportion to it. */
        HIDDEN("hidden", 1_000_000);

        private final String key;
        private final int most;

        Size(String key, int most) {
            this.key = key;
            this.most = most;
        }

        /** Its path, such as {@code hypernet.chunk-size}. */
        public String path() {
            return "hypernet." + key;
        }

        /** The largest that a spec can ask for. */
        public int most() {
            return most;
        }

        /** Its key in the section {@code hypernet}. */
        public String key() {
            return key;
        }
    }
}
