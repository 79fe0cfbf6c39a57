package io.weightloom.runner.guard;

import io.weightloom.runner.settings.Access;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * By which names a server is called. A page of another one can have its own name point to this machine, and its
 * requests would be those of a page of this server but for that name; a number cannot be made to point elsewhere.
 */
final class KnownHosts {

    private static final Pattern PORT = Pattern.compile(":\\d*$");

    private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+){3}|\\[[0-9a-f:.]+]");

    private final Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
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
        if (!anyNumber) {
            names.add(own.contains(":") ? "[" + own + "]" : own);
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            // then it has no name that it could be called by
        }
        more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether a header names this server, with any port. */
    boolean hold(String header) {
        String host = PORT.matcher(header.toLowerCase(Locale.ROOT)).replaceFirst("");
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return names.contains(name) || (anyNumber && NUMBERS.matcher(name).matches());
    }

    /** What is said where one does not. */
    String refusal(String header) {
        return "This server is not known as '%s', but as %s%s; %s names more"
                .formatted(header, String.join(", ", names), anyNumber ? ", or by its number" : "", Access.HOSTS);
    }
}
