package io.weightloom.program.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import io.weightloom.program.ir.Operation.Order;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Matrix products {@code C = beta C + A B} by OpenBLAS, row-major; those with one row or one column by its
 * matrix-vector product, which for 1x64 by 64x25450 was measured to take 0.1 ms where ND4J's {@code matmul} takes 2.3
 * ms.
 */
public final class Products {

    /** Rows, columns and depth of a tile, whose product OpenBLAS multiplies as it lies: it does up to a million. */
    private static final int TILE_ROWS = 200;

    private static final int TILE_COLUMNS = 64;

    private static final int TILE_DEPTH = 64;

    /** Elements that a second-level cache of a megabyte holds, of a tile's depth of A and B, and of C. */
    private static final int CACHED = 1 << 18;

    private Products() {}

    /** What OpenBLAS does before it multiplies small matrices; which, depends on its kernels for this processor. */
    public enum Packing {
        /** It copies them into an order of its own, which takes as long as to multiply by few rows or columns. */
        COPIES,
        /** It multiplies them as they lie. */
        IN_PLACE
    }

    /**
     * The sizes and orders of a product.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param a how A is stored
     * @param b how B is stored
     */
    public record Sizes(int m, int n, int k, Order a, Order b) {

        private boolean isTiled() {
            boolean larger = m > TILE_ROWS || n > TILE_COLUMNS || k > TILE_DEPTH;
            long depth = Math.min(k, TILE_DEPTH);
            boolean cached = m * depth + depth * n + (long) m * n <= CACHED;
            return m > 1 && n > 1 && b == Order.PLAIN && larger && cached;
        }
    }

    /**
     * Binds a product. Where small matrices are multiplied in place, larger ones are too, tile by tile: measured with
     * SkylakeX's kernels, 199x512x64 takes 133 us whole and 114 in tiles, 64x512x199 with the first one transposed 151
     * and 114; not so where the second one is transposed.
     *
     * @param beta 0 or 1
     */
    public static Kernel product(Sizes s, Packing packing, Pointer a, Pointer b, double beta, Pointer c) {
        if (a instanceof FloatPointer x && b instanceof FloatPointer y && c instanceof FloatPointer z) {
            return packing == Packing.IN_PLACE && s.isTiled()
                    ? tiles(s, x, y, (float) beta, z)
                    : floats(s, x, y, (float) beta, z);
        }
        if (a instanceof DoublePointer x && b instanceof DoublePointer y && c instanceof DoublePointer z) {
            return doubles(s, x, y, beta, z);
        }
        throw new IllegalArgumentException("A product needs three pointers of one type");
    }

    /** Products of the same sizes, one after the other. */
    public static Kernel all(List<Kernel> products) {
        Kernel[] kernels = products.toArray(Kernel[]::new);
        return () -> {
            for (Kernel kernel : kernels) {
                kernel.run();
            }
        };
    }

    private static Kernel floats(Sizes s, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
        int m = s.m();
        int n = s.n();
        int k = s.k();
        if (m == 1) {
            return s.b() == Order.PLAIN
                    ? () -> cblas_sgemv(CblasRowMajor, CblasTrans, k, n, 1, b, n, a, 1, beta, c, 1)
                    : () -> cblas_sgemv(CblasRowMajor, CblasNoTrans, n, k, 1, b, k, a, 1, beta, c, 1);
        }
        if (n == 1) {
            return s.a() == Order.PLAIN
                    ? () -> cblas_sgemv(CblasRowMajor, CblasNoTrans, m, k, 1, a, k, b, 1, beta, c, 1)
                    : () -> cblas_sgemv(CblasRowMajor, CblasTrans, k, m, 1, a, m, b, 1, beta, c, 1);
        }
        int orderA = order(s.a());
        int orderB = order(s.b());
        int rowA = s.a() == Order.PLAIN ? k : m;
        int rowB = s.b() == Order.PLAIN ? n : k;
        return () -> cblas_sgemm(CblasRowMajor, orderA, orderB, m, n, k, 1, a, rowA, b, rowB, beta, c, n);
    }

    private static Kernel tiles(Sizes s, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
        int orderA = order(s.a());
        int rowA = s.a() == Order.PLAIN ? s.k() : s.m();
        int rowB = s.n();
        int rowC = s.n();
        List<Kernel> tiles = new ArrayList<>();
        for (int l = 0; l < s.k(); l += TILE_DEPTH) {
            int k = Math.min(TILE_DEPTH, s.k() - l);
            float own = l == 0 ? beta : 1;
            for (int i = 0; i < s.m(); i += TILE_ROWS) {
                int m = Math.min(TILE_ROWS, s.m() - i);
                FloatPointer x = a.getPointer(s.a() == Order.PLAIN ? (long) i * rowA + l : (long) l * rowA + i);
                for (int j = 0; j < s.n(); j += TILE_COLUMNS) {
                    int n = Math.min(TILE_COLUMNS, s.n() - j);
                    FloatPointer y = b.getPointer((long) l * rowB + j);
                    FloatPointer z = c.getPointer((long) i * rowC + j);
                    tiles.add(() -> cblas_sgemm(
                            CblasRowMajor, orderA, CblasNoTrans, m, n, k, 1, x, rowA, y, rowB, own, z, rowC));
                }
            }
        }
        return all(tiles);
    }

    private static Kernel doubles(Sizes s, DoublePointer a, DoublePointer b, double beta, DoublePointer c) {
        int m = s.m();
        int n = s.n();
        int k = s.k();
        if (m == 1) {
            return s.b() == Order.PLAIN
                    ? () -> cblas_dgemv(CblasRowMajor, CblasTrans, k, n, 1, b, n, a, 1, beta, c, 1)
                    : () -> cblas_dgemv(CblasRowMajor, CblasNoTrans, n, k, 1, b, k, a, 1, beta, c, 1);
        }
        if (n == 1) {
            return s.a() == Order.PLAIN
                    ? () -> cblas_dgemv(CblasRowMajor, CblasNoTrans, m, k, 1, a, k, b, 1, beta, c, 1)
                    : () -> cblas_dgemv(CblasRowMajor, CblasTrans, k, m, 1, a, m, b, 1, beta, c, 1);
        }
        int orderA = order(s.a());
        int orderB = order(s.b());
        int rowA = s.a() == Order.PLAIN ? k : m;
        int rowB = s.b() == Order.PLAIN ? n : k;
        return () -> cblas_dgemm(CblasRowMajor, orderA, orderB, m, n, k, 1, a, rowA, b, rowB, beta, c, n);
    }

    /**
     * {@code C = beta C + A B} of matrices that are parts of others, at once; sizes as in {@link Sizes}.
     *
     * @param a points to the first element of A, whose rows, as it is stored, are {@code rowA} elements apart
     */
    static void multiply(Sizes s, Pointer a, int rowA, Pointer b, int rowB, double beta, Pointer c, int rowC) {
        if (a instanceof FloatPointer x && b instanceof FloatPointer y && c instanceof FloatPointer z) {
            cblas_sgemm(
                    CblasRowMajor,
                    order(s.a()),
                    order(s.b()),
                    s.m(),
                    s.n(),
                    s.k(),
                    1,
                    x,
                    rowA,
                    y,
                    rowB,
                    (float) beta,
                    z,
                    rowC);
        } else if (a instanceof DoublePointer x && b instanceof DoublePointer y && c instanceof DoublePointer z) {
            cblas_dgemm(
                    CblasRowMajor, order(s.a()), order(s.b()), s.m(), s.n(), s.k(), 1, x, rowA, y, rowB, beta, z, rowC);
        } else {
            throw new IllegalArgumentException("A product needs three pointers of one type");
        }
    }

    /** {@code y += x} of {@code n} elements. */
    static void add(int n, Pointer x, Pointer y) {
        if (x instanceof FloatPointer a && y instanceof FloatPointer b) {
            cblas_saxpy(n, 1, a, 1, b, 1);
        } else if (x instanceof DoublePointer a && y instanceof DoublePointer b) {
            cblas_daxpy(n, 1, a, 1, b, 1);
        } else {
            throw new IllegalArgumentException("A sum needs two pointers of one type");
        }
    }

    /** From {@code [m, n]} to {@code [n, m]}. */
    static void transpose(Elements matrix, int from, int m, int n, Elements target, int to) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                target.put(to + j * m + i, matrix.get(from + i * n + j));
            }
        }
    }

    private static int order(Order order) {
        return order == Order.PLAIN ? CblasNoTrans : CblasTrans;
    }
}
