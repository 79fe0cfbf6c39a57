package io.weightloom.program.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import io.weightloom.program.ir.Operation.Order;
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

    private Products() {}

    /**
     * The sizes and orders of a product.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param a how A is stored
     * @param b how B is stored
     */
    public record Sizes(int m, int n, int k, Order a, Order b) {}

    /**
     * Binds a product.
     *
     * @param beta 0 or 1
     */
    public static Kernel product(Sizes s, Pointer a, Pointer b, double beta, Pointer c) {
        if (a instanceof FloatPointer x && b instanceof FloatPointer y && c instanceof FloatPointer z) {
            return floats(s, x, y, (float) beta, z);
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

    private static int order(Order order) {
        return order == Order.PLAIN ? CblasNoTrans : CblasTrans;
    }
}
