package io.weightloom.runner.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who a runner is, in a form that another runner can judge: no process of that number in the same process space means
 * dead.
 *
 * @param host name, for people
 * @param pid process number
 * @param started when the process started, to the millisecond
 * @param machine what tells this machine's boot and process space from all others; empty where nothing does
 * @param nonce tells two runners in one process apart
 */
public record RunnerId(String host, long pid, Instant started, String machine, String nonce) {

    private static final String SEPARATOR = "|";
    private static final int LONGEST_HOST = 60;
    private static final Set<String> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    /** This process. */
    public static RunnerId current() {
        String nonce = UUID.randomUUID().toString().substring(0, 8);
        OF_THIS_PROCESS.add(nonce);
        ProcessHandle self = ProcessHandle.current();
        return new RunnerId(
                host(hostName()),
                self.pid(),
                Instant.ofEpochMilli(
                        self.info().startInstant().orElse(Instant.EPOCH).toEpochMilli()),
                machineOfThisProcess(),
                nonce);
    }

    /** The form in which leases keep it, at most 200 characters. */
    public String text() {
        return String.join(
                SEPARATOR, host, String.valueOf(pid), String.valueOf(started.toEpochMilli()), machine, nonce);
    }

    /** The runner of this form; empty if it is of no runner. */
    public static Optional<RunnerId> of(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 5 || !parts[1].matches("\\d{1,18}") || !parts[2].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new RunnerId(
                parts[0],
                Long.parseLong(parts[1]),
                Instant.ofEpochMilli(Long.parseLong(parts[2])),
                parts[3],
                parts[4]));
    }

    /** A runner of this form as a person is told of it; what is of no runner as it is. */
    public static String told(String text) {
        return of(text).map(RunnerId::toString).orElse(text);
    }

    /**
     * Whether the other runner is certainly dead, as seen from this one. A number that a new process has got since then
     * proves nothing; then only time tells.
     */
    boolean knowsDead(RunnerId other) {
        return !machine.isEmpty()
                && machine.equals(other.machine)
                && ProcessHandle.of(other.pid).isEmpty();
    }

    /** Whether it is of a runner of this very process, not only of one with its number. */
    boolean isOfThisProcess() {
        return OF_THIS_PROCESS.contains(nonce);
    }

    @Override
    public String toString() {
        return "process %s on %s".formatted(pid, host);
    }

    /** As much of a name as a person needs and a lease has room for. */
    static String host(String name) {
        String cut = name.substring(0, Math.min(name.length(), LONGEST_HOST));
        return cut.replace(SEPARATOR, "-");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // the name is for people only
        }
    }

    /** On Linux the boot and the space of process numbers; containers on one host have different ones. */
    private static String machineOfThisProcess() {
        Path boot = Path.of("/proc/sys/kernel/random/boot_id");
        Path processes = Path.of("/proc/self/ns/pid");
        if (!Files.isReadable(boot)) {
            return "";
        }
        try {
            return Files.readString(boot).strip() + "/" + Files.readSymbolicLink(processes);
        } catch (IOException e) {
            return ""; // then only the lease's expiry tells
        }
    }
}
