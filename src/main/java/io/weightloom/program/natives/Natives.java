package io.weightloom.program.natives;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Chooses which of the packaged native libraries of ND4J this process loads.
 *
 * <p>JavaCPP takes the extension that the system property {@value #EXTENSION} names, and without it the highest one it
 * finds, without asking the CPU: on a processor without AVX2 the process would die of an illegal instruction. So
 * {@link #choose()} must run before the first class of ND4J is loaded. Without side effects but that property,
 * OpenBLAS's variable ({@link BlasKernels}) and, for a user without a home, JavaCPP's cache ({@link NativesCache}).
 */
public final class Natives {

    /** JavaCPP's system property: the empty word for the generic natives. A user's own setting wins. */
    public static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

    private static final String FAST = "-onednn-avx2";

    private static final String GENERIC = "";

    /** What the compiler was allowed to use in the natives with {@link #FAST}, in Linux's names. */
    private static final Set<String> FAST_NEEDS = Set.of("avx2", "fma", "f16c");

    private static boolean kernelsChosen;

    private static Optional<String> kernels = Optional.ofNullable(System.getenv(BlasKernels.VARIABLE));

    private static Optional<Path> cacheElsewhere = Optional.empty();

    private static volatile @Nullable String loaded;

    private Natives() {}

    /**
     * Chooses the fastest natives that are packaged and that this CPU can run. Later calls change nothing.
     *
     * @return the name of the natives, such as {@code linux-x86_64-onednn-avx2}
     */
    public static synchronized String choose() {
        if (System.getProperty(EXTENSION) == null) {
            System.setProperty(EXTENSION, extension(suffix -> packaged(platform() + suffix), Natives::runsFast));
        }
        if (System.getProperty(NativesCache.PROPERTY) == null) {
            cacheElsewhere = NativesCache.without(
                    System.getProperty("user.home", ""), Path.of(System.getProperty("java.io.tmpdir", "")));
            cacheElsewhere.ifPresent(folder -> System.setProperty(NativesCache.PROPERTY, folder.toString()));
        }
        if (!kernelsChosen) {
            kernelsChosen = true;
            Optional<String> fitting = BlasKernels.fitting(Cpu.here().flags());
            fitting.ifPresent(BlasKernels::choose);
            kernels = kernels.or(() -> fitting);
        }
        return platform() + extension();
    }

    /**
     * Whether OpenBLAS multiplies small matrices as they lie. Where nobody has chosen its kernels it is presumed to
     * copy them into an order of their own first, as most of them do.
     */
    public static synchronized boolean multipliesInPlace() {
        return kernels.filter(BlasKernels::multiplyInPlace).isPresent();
    }

    /**
     * The folder into which the natives are unpacked because the user has no home that can be written; empty otherwise.
     */
    public static synchronized Optional<Path> cacheElsewhere() {
        choose();
        return cacheElsewhere;
    }

    /** The extension of the fastest natives among those that are packaged; the CPU is asked only if it matters. */
    static String extension(Predicate<String> packaged, BooleanSupplier runsFast) {
        return packaged.test(FAST) && runsFast.getAsBoolean() ? FAST : GENERIC;
    }

    /**
     * Loads the chosen natives. The first start on a machine unpacks them into JavaCPP's cache, which takes seconds and
     * about 400 MB; two processes may do so at once.
     *
     * @return the name of the natives that were loaded, such as {@code linux-x86_64-onednn-avx2}
     * @throws NativesException if they are not packaged, or cannot be unpacked or loaded; the message says where and
     *     what to do
     */
    public static String load() {
        String known = loaded;
        if (known != null) {
            return known; // JavaCPP would look for their files again
        }
        try {
            choose();
            Path library = Path.of(Loader.load(Nd4jCpu.class));
            String name = library.getName(library.getNameCount() - 2).toString(); // .../NAME/libjnind4jcpu.so
            loaded = name;
            return name;
        } catch (
                LinkageError
                        e) { // no bug: a full disk, a folder without the right to execute, a missing system library
            List<String> missing = missing();
            throw missing.isEmpty()
                    ? new NativesException(platform() + extension(), cache(), e)
                    : new NativesException(missing, e);
        }
    }

    /**
     * Begins to load the natives and what ND4J reads before its first graph, some two seconds of work, on a thread of
     * its own.
     *
     * @return the name of the natives, or a {@link NativesException}, once ND4J is ready
     */
    public static CompletableFuture<String> preload() {
        return CompletableFuture.supplyAsync(Natives::loadAndDifferentiate, task -> {
            Thread thread = new Thread(task, "natives");
            thread.setDaemon(true); // a command that ends early need not wait
            thread.start();
        });
    }

    /** Differentiating any graph makes ND4J look at the classes of all its ops, once. */
    private static String loadAndDifferentiate() {
        String natives = load();
        ImportedOps.leaveOut();
        SameDiff graph = SameDiff.create();
        graph.var("w", Nd4j.zeros(DataType.FLOAT, 1)).sum("loss");
        graph.setLossVariables("loss");
        Differentiation.of(graph);
        return natives;
    }

    private static String cache() {
        try {
            return Loader.getCacheDir().toString();
        } catch (IOException e) {
            return "no folder that can be written";
        }
    }

    private static String platform() {
        return Loader.Detector.getPlatform();
    }

    private static String extension() {
        return System.getProperty(EXTENSION, GENERIC);
    }

    private static boolean packaged(String name) {
        return packaged("org/nd4j/linalg/cpu/nativecpu/bindings/" + name, "jnind4jcpu");
    }

    private static boolean packaged(String folder, String library) {
        return Natives.class.getResource("/" + folder + "/" + System.mapLibraryName(library)) != null;
    }

    /** The artifacts, as group:artifact:classifier, of those natives that are not packaged. */
    private static List<String> missing() {
        String name = platform() + extension();
        Map<String, Boolean> packaged = new LinkedHashMap<>();
        packaged.put("org.nd4j:nd4j-native:" + name, packaged(name));
        packaged.put(
                "org.bytedeco:openblas:" + platform(),
                packaged("org/bytedeco/openblas/" + platform(), "jniopenblas_nolapack"));
        packaged.put(
                "org.bytedeco:javacpp:" + platform(), packaged("org/bytedeco/javacpp/" + platform(), "jnijavacpp"));
        return packaged.entrySet().stream()
                .filter(artifact -> !artifact.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean runsFast() {
        return Cpu.isTold() ? Cpu.here().flags().containsAll(FAST_NEEDS) : hotspotRunsFast();
    }

    /** Asks the JVM, which looked at the CPU for its own compiler; the way where Linux does not tell. */
    static boolean hotspotRunsFast() {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (options == null) {
            return false; // not HotSpot
        }
        try {
            return Integer.parseInt(options.getVMOption("UseAVX").getValue()) >= 2
                    && Boolean.parseBoolean(options.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException e) {
            return false; // no such option: not an x86 processor
        }
    }
}
