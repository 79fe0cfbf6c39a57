package io.weightloom.runner.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * By which names a server is called. A page of another one can have its own name point to this machine, and its
 * requests would be those of a page of this server but for that name; a number cannot be made to point elsewhere.
 */
final class KnownHosts {

    private static final Pattern PORT = Pattern.compile(":\\d*$");

    /** What is read as a number of either kind, and never as a name that would have to be looked up. */
    private static final Pattern NUMBERS =
            Pattern.compile("(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[[0-9a-f:.]+]");

    private final Set<String> names = new TreeSet<>(Set.of("localhost"));
    private final Set<InetAddress> numbers = new HashSet<>();
    private final boolean anyNumber;

    /**
     * Of a server.
     *
     * @param address that it listens at; empty for all of the machine's
     * @param more names by which it is called
     */
    KnownHosts(String address, Collection<String> more) {
        String own = address.toLowerCase(Locale.ROOT);
        anyNumber = own.isEmpty() || own.equals("0.0.0.0") || own.equals("::");
        Stream.of("127.0.0.1", "[::1]").map(KnownHosts::number).forEach(each -> each.ifPresent(numbers::add));
        if (!anyNumber) {
            names.add(own);
            numbers.addAll(all(own));
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            // then it has no name that it could be called by
        }
        for (String name : more) {
            String lower = name.toLowerCase(Locale.ROOT);
            names.add(lower);
            number(lower).ifPresent(numbers::add);
        }
    }

    /** Whether a header names this server, with any port. */
    boolean hold(String header) {
        String host = PORT.matcher(header.toLowerCase(Locale.ROOT)).replaceFirst("");
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        Optional<InetAddress> number = number(name);
        return names.contains(name)
                || number.filter(each -> anyNumber || numbers.contains(each)).isPresent();
    }

    /** By which names it is called, for whoever runs it. */
    @Override
    public String toString() {
        return String.join(", ", names) + (anyNumber ? ", or by its number" : "");
    }

    /** What a text says that is a number, however it is spelled; empty for any other. */
    private static Optional<InetAddress> number(String text) {
        return NUMBERS.matcher(text).matches() ? all(text).stream().findFirst() : Optional.empty();
    }

    /** The numbers of a number or a name; none of what there is none of. */
    private static List<InetAddress> all(String address) {
        try {
            return List.of(InetAddress.getAllByName(address));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
