package io.weightloom.runner.preflight;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory there is.
 *
 * @param heap bytes that Java objects of this process may take
 * @param machine bytes of the machine, or of the container that it is
 */
public record AvailableMemory(long heap, long machine) {

    /** Of this process and its machine. */
    public static AvailableMemory here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long machine = system == null ? Long.MAX_VALUE : system.getTotalMemorySize(); // null: not HotSpot
        return new AvailableMemory(Runtime.getRuntime().maxMemory(), machine);
    }
}
