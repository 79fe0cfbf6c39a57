package io.weightloom.program.natives;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps the native libraries from starting threads of their own: parallelism is trials side by side, and on small
 * arrays two OpenMP threads were measured to be up to ten times slower than one.
 */
public final class NativeThreads {

    private static final ThreadLocal<Boolean> DONE = ThreadLocal.withInitial(() -> false);

    private NativeThreads() {}

    /**
     * From now on everything that this thread calls in ND4J, oneDNN and OpenBLAS stays on this thread. The settings of
     * ND4J and OpenBLAS hold for the whole process, OpenMP's (which oneDNN asks) for the calling thread only, so each
     * thread that runs a program calls this once; more often does no harm. Programs do it themselves.
     */
    public static void one() {
        if (!DONE.get()) {
            openblas_nolapack.blas_set_num_threads(1);
            Nd4j.getEnvironment().setMaxThreads(1);
            Nd4j.getEnvironment().setMaxMasterThreads(1);
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
            DONE.set(true);
        }
    }
}
