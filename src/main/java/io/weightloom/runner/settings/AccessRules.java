package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import io.weightloom.text.Nearest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.NumberUtils;

/**
 * What users and names of the server may be; and that a server that other machines reach has users. No message shows
 * what was given for a hash: it may be a password.
 */
final class AccessRules {

    private static final int DEFAULT_PORT = 8080;

    private static final String HASH = "hash";

    private static final String ROLE = "role";

    private static final String ADDRESS = "server.address";

    private static final String MANAGEMENT_PORT = "management.server.port";

    private static final String MANAGEMENT_ADDRESS = "management.server.address";

    /** What bcrypt makes, with what takes a tenth of a second to some. */
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$1[0-4]\\$[./A-Za-z0-9]{53}");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+]");

    private static final String HOSTS =
            "names by which the server is called, without http:// and port, with commas between them";

    private static final Pattern ROLES = Pattern.compile("(?i)read|operate");

    private static final ResolvableType USERS = ResolvableType.forClassWithGenerics(
            Map.class,
            ResolvableType.forClass(String.class),
            ResolvableType.forClassWithGenerics(Map.class, String.class, String.class));

    private AccessRules() {}

    /** What each setting may be. */
    static Map<String, List<SettingRule<?>>> rules() {
        Map<String, List<SettingRule<?>>> rules = new LinkedHashMap<>();
        rules.put(
                Access.HOSTS,
                List.of(new SettingRule<>(String[].class, HOSTS, given -> true))); // each one has a fault of its own
        rules.put(
                Access.USERS,
                List.of(new SettingRule<>(
                        String.class,
                        "users by their names, each with a hash, by bcrypt, and a role, read or operate",
                        given -> true))); // its fault must not show what was given
        rules.put(
                Access.HASH, // with which the process does nothing else, so that it never comes as far as here
                List.of(new SettingRule<>(
                        String.class, "true, on the command line: a hash is made of a password", given -> false)));
        return rules;
    }

    /** Whether a name is one of a user's settings, or of one of several hosts. */
    static boolean isKnown(String name) {
        return name.startsWith(Access.USERS + ".") || name.startsWith(Access.HOSTS + "[");
    }

    /** What is wrong with users, and with where a server listens that has none. */
    static List<Fault> faults(ConfigurableEnvironment environment) {
        Map<String, Map<String, String>> users;
        try {
            users = new TreeMap<>(Binder.get(environment)
                    .bind(Access.USERS, Bindable.<Map<String, Map<String, String>>>of(USERS))
                    .orElse(Map.of()));
        } catch (BindException e) {
            return List.of(new Fault(
                    SettingPlaces.of(environment, Access.USERS),
                    Access.USERS,
                    "must be users by their names, each with a hash and a role"));
        }
        List<Fault> faults = new ArrayList<>();
        List<String> hosts = Binder.get(environment)
                .bind(Access.HOSTS, Bindable.listOf(String.class))
                .orElse(List.of());
        for (int i = 0; i < hosts.size(); i++) {
            if (!HOST.matcher(hosts.get(i)).matches()) {
                String element = "%s[%s]".formatted(Access.HOSTS, i);
                boolean isListed = SettingPlaces.given(environment, ConfigurationPropertyName.of(element))
                        .isPresent();
                faults.add(new Fault(
                        SettingPlaces.of(environment, isListed ? element : Access.HOSTS),
                        Access.HOSTS,
                        "must be %s, but one is '%s'".formatted(HOSTS, hosts.get(i))));
            }
        }
        users.forEach((name, settings) -> faults.addAll(faults(environment, name, settings)));
        if (users.isEmpty() && isServing(environment)) {
            open(environment).ifPresent(faults::add);
        }
        return faults;
    }

    private static List<Fault> faults(ConfigurableEnvironment environment, String user, Map<String, String> settings) {
        List<Fault> faults = new ArrayList<>();
        String root = Access.USERS + "." + user + ".";
        settings.keySet().stream()
                .filter(key -> !List.of(HASH, ROLE).contains(key))
                .map(key -> fault(environment, root + key, "is not known; " + Nearest.hint(key, List.of(HASH, ROLE))))
                .forEach(faults::add);
        if (!BCRYPT.matcher(settings.getOrDefault(HASH, "")).matches()) {
            String hash = root + HASH;
            boolean isGiven = settings.containsKey(HASH);
            String beside = root + settings.keySet().iterator().next();
            faults.add(new Fault(
                    SettingPlaces.of(environment, isGiven ? hash : beside),
                    hash,
                    (isGiven ? "must be " : "is missing; it must be ")
                            + "what bcrypt makes of the password, at a cost in [10, 14]: --%s=true reads a password and prints it"
                                    .formatted(Access.HASH)
                            + (isGiven ? "; what was given is not shown" : "")));
        }
        String role = settings.getOrDefault(ROLE, "read");
        if (!ROLES.matcher(role).matches()) {
            faults.add(fault(environment, root + ROLE, "must be read or operate, but is '%s'".formatted(role)));
        }
        return faults;
    }

    /** Whether this process listens at all. */
    private static boolean isServing(ConfigurableEnvironment environment) {
        return !InsteadOfRuns.isAsked(environment)
                && !"none".equalsIgnoreCase(environment.getProperty("spring.main.web-application-type"));
    }

    /** That other machines reach a server that asks nobody for a password. */
    private static Optional<Fault> open(ConfigurableEnvironment environment) {
        String own = environment.getProperty(ADDRESS);
        if (own != null && isWide(own)) {
            return Optional.of(fault(environment, ADDRESS, reason(own, ADDRESS)));
        }
        OptionalInt port = port(environment, MANAGEMENT_PORT);
        boolean apart = port.isPresent()
                && port.getAsInt() >= 0
                && (port.getAsInt() == 0
                        || port.getAsInt() != port(environment, "server.port").orElse(DEFAULT_PORT));
        String address = environment.getProperty(MANAGEMENT_ADDRESS, "");
        return apart && isWide(address)
                ? Optional.of(fault(
                        environment,
                        address.isEmpty() ? MANAGEMENT_PORT : MANAGEMENT_ADDRESS,
                        reason(address, MANAGEMENT_ADDRESS)))
                : Optional.empty();
    }

    /** A port as a number, in which 0 is any free one; empty if there is none, or none that a server could take. */
    private static OptionalInt port(ConfigurableEnvironment environment, String setting) {
        String given = environment.getProperty(setting, "");
        try {
            return OptionalInt.of(NumberUtils.parseNumber(given, Integer.class));
        } catch (IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }

    private static String reason(String address, String setting) {
        return "lets other machines reach this server (%s), which nobody has to give a password; %s=127.0.0.1 keeps it to this"
                        .formatted(address.isEmpty() ? "at all addresses" : "at " + address, setting)
                + " machine, and with %s, by name with a hash and a role, it asks for one".formatted(Access.USERS);
    }

    /**
     * Whether anything but this machine reaches an address; not of one that there is none of, which cannot be taken.
     */
    private static boolean isWide(String address) {
        try {
            return address.isEmpty() || !InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Fault fault(ConfigurableEnvironment environment, String setting, String message) {
        return new Fault(SettingPlaces.of(environment, setting), setting, message);
    }
}
