package io.weightloom.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.weightloom.program.natives.NativeThreads;
import org.bytedeco.javacpp.FloatPointer;

/** The OpenBLAS that the product comes with. */
final class OpenBlas {

    private OpenBlas() {}

    /** The best over square products of three sizes. */
    static double gemmRate() {
        NativeThreads.one();
        return Math.max(rate(256), Math.max(rate(512), rate(1024)));
    }

    private static double rate(int n) {
        long size = (long) n * n;
        try (FloatPointer a = ones(size);
                FloatPointer b = ones(size);
                FloatPointer c = ones(size)) {
            Runnable product =
                    () -> cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
            return 2.0 * n * n * n / Repetition.best(product);
        }
    }

    private static FloatPointer ones(long size) {
        FloatPointer pointer = new FloatPointer(size);
        for (long i = 0; i < size; i++) {
            pointer.put(i, 1);
        }
        return pointer;
    }
}
