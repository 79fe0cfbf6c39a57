package io.weightloom.program.natives;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Tells OpenBLAS which of its kernels to use. The one that comes with ND4J (0.3.19, of 2021) knows processors by their
 * family and takes its kernels for SSE3 on every family that is younger than itself: on an AMD EPYC of family 26 a
 * product 199x512x64 runs at 45 Gflop/s with those, at 83 with Haswell's, at 195 to 205 with SkylakeX's.
 *
 * <p>OpenBLAS has no function for it, only a variable of the environment, which it reads once, when it is loaded; and
 * Java has none to set a variable of its own process. So the C library's list of variables is replaced by one that is
 * longer by this variable.
 */
final class BlasKernels {

    /** OpenBLAS's variable; a user's own setting wins. */
    static final String VARIABLE = "OPENBLAS_CORETYPE";

    private static final String IN_PLACE = "SkylakeX";

    private static final Set<String> SKYLAKE_X = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    private static final Set<String> HASWELL = Set.of("avx2", "fma");

    private BlasKernels() {}

    /**
     * OpenBLAS's name for the fastest kernels that run on a processor with these flags, in Linux's names; empty if
     * OpenBLAS had better choose by itself.
     */
    static Optional<String> fitting(Set<String> flags) {
        if (flags.containsAll(SKYLAKE_X)) {
            return Optional.of(IN_PLACE);
        }
        return flags.containsAll(HASWELL) ? Optional.of("Haswell") : Optional.empty();
    }

    /**
     * Whether these kernels multiply small matrices as they lie, instead of copying both into an order of their own
     * first; of those of 0.3.19 SkylakeX's alone do.
     */
    static boolean multiplyInPlace(String kernels) {
        return kernels.equalsIgnoreCase(IN_PLACE);
    }

    /**
     * Sets the variable, if it is not set and this C library has the list where POSIX says. Must run before OpenBLAS is
     * loaded, while no other thread changes the environment, which Java code cannot do. What it leaves in the list is
     * never freed: the C library reads it as long as the process lives, also when this class has been unloaded.
     */
    static synchronized void choose(String kernels) {
        if (System.getenv(VARIABLE) == null) {
            Pointer environ = Loader.addressof("environ"); // char ***: where the list is
            if (environ != null) {
                PointerPointer<Pointer> variable = new PointerPointer<>(environ);
                PointerPointer<Pointer> list = new PointerPointer<>(variable.get(0));
                if (!has(list)) { // another class loader's copy of this class may have set it
                    variable.put(0, longer(list, VARIABLE + "=" + kernels));
                }
            }
        }
    }

    private static boolean has(PointerPointer<Pointer> list) {
        for (int i = 0; list.get(i) != null; i++) {
            if (new BytePointer(list.get(i)).getString().startsWith(VARIABLE + "=")) {
                return true;
            }
        }
        return false;
    }

    /** A copy of a list that ends with null, with one more entry; in memory that nobody owns. */
    private static Pointer longer(PointerPointer<Pointer> list, String text) {
        int size = 0;
        while (list.get(size) != null) {
            size++;
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        BytePointer entry = new BytePointer(Pointer.malloc(bytes.length + 1L));
        entry.put(bytes, 0, bytes.length);
        entry.put(bytes.length, (byte) 0);
        PointerPointer<Pointer> copy = new PointerPointer<>(Pointer.malloc((size + 2L) * Long.BYTES));
        for (int i = 0; i < size; i++) {
            copy.put(i, list.get(i));
        }
        copy.put(size, entry);
        copy.put(size + 1L, (Pointer) null);
        return copy;
    }
}
