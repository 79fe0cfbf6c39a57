package io.weightloom.runner.settings;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * Who may ask this server, and by which names it is called. What is allowed is checked by {@link AccessRules}.
 *
 * @param users by name; none if whoever reaches the server may ask
 * @param hosts names by which it is called beside those that it knows itself
 */
public record Access(Map<String, User> users, List<String> hosts) {

    /** Where the settings of users begin. */
    public static final String USERS = "runner.security.users";

    /** The setting of names. */
    public static final String HOSTS = "runner.hosts";

    /** The option that makes a hash. */
    public static final String HASH = "runner.security.hash";

    /** What a user may do. */
    public enum Role {
        /** Look at everything, and ask trained networks. */
        READ,
        /** Change runs too, where runner.operations allows it. */
        OPERATE
    }

    /**
     * One user.
     *
     * @param hash of the password, by bcrypt
     * @param role what the user may do
     */
    public record User(String hash, @DefaultValue("read") Role role) {

        /** What may be shown of it. */
        @Override
        public String toString() {
            return "***, " + role;
        }
    }

    /** Copies both. */
    public Access {
        users = Map.copyOf(users);
        hosts = List.copyOf(hosts);
    }

    /** Whether anything is given for users, which may still have faults. */
    static boolean hasUsers(Environment environment) {
        ConfigurationPropertyName users = ConfigurationPropertyName.of(USERS);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.containsDescendantOf(users) == ConfigurationPropertyState.PRESENT) {
                return true;
            }
        }
        return false;
    }

    /** That of these settings, in which {@link AccessRules} found no fault. */
    public static Access of(Environment environment) {
        Binder binder = Binder.get(environment);
        return new Access(
                binder.bind(USERS, Bindable.mapOf(String.class, User.class)).orElse(Map.of()),
                binder.bind(HOSTS, Bindable.listOf(String.class)).orElse(List.of()));
    }
}
