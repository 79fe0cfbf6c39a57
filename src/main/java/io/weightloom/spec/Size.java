package io.weightloom.spec;

/**
 * The setting of a hypernetwork that decides how many numbers it trains, and that {@code hypernet.target-ratio} is
 * solved for.
 */
public enum Size {
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
