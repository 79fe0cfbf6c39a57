package io.weightloom.runner.settings;

import io.weightloom.runner.database.H2Url;
import io.weightloom.text.FileNames;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What the URL of the database may be: the first rule that it breaks is told. */
final class DatabaseUrlRules {

    /** Name of the setting. */
    static final String URL = "spring.datasource.url";

    private static final String POSTGRES = "jdbc:postgresql:";

    private static final SettingRule<String> KNOWN = rule(
            "a URL that begins with jdbc:h2: or jdbc:postgresql:",
            url -> H2Url.of(url).isPresent() || url.startsWith(POSTGRES));

    /** The drivers take both for a part of the host, and quote them. */
    private static final SettingRule<String> WITHOUT_USER = rule(
            "a URL that leaves user and password to spring.datasource.username and spring.datasource.password",
            url -> !namesUser(url));

    private static final SettingRule<String> READABLE = rule(
            "a URL that its driver can read, such as jdbc:postgresql://localhost:5432/weightloom",
            DatabaseUrlRules::isRead);

    /** H2 takes a home folder as it is, even if it is called {@code ?}, as in many containers. */
    private static final SettingRule<String> WITH_HOME = rule(
            "a URL that does not begin with ~, for the home folder (system property user.home) is none that can be"
                    + " written",
            url -> H2Url.of(url).filter(H2Url::isInHome).isEmpty() || isHome(System.getProperty("user.home", "")));

    private static final SettingRule<String> NAMABLE = new SettingRule<>(
            String.class,
            "a URL whose file can be named",
            url -> FileNames.fault(fileName(url)).isEmpty(),
            DatabaseUrlRules::fileName);

    /** In the order in which they are told. */
    static final List<SettingRule<?>> ALL = List.of(KNOWN, WITHOUT_USER, READABLE, WITH_HOME, NAMABLE);

    private DatabaseUrlRules() {}

    private static SettingRule<String> rule(String allowed, Predicate<String> holds) {
        return new SettingRule<>(String.class, allowed, holds);
    }

    private static String fileName(String url) {
        return H2Url.of(url).map(H2Url::fileName).orElse("");
    }

    private static boolean namesUser(String url) {
        return H2Url.of(url).map(H2Url::namesUserOfServer).orElseGet(() -> url.startsWith(POSTGRES) && hasUser(url));
    }

    /** A question mark may belong to the password: then what follows is no option. */
    private static boolean hasUser(String url) {
        String[] parts = url.split("\\?", 2);
        boolean behind = parts.length == 2
                && Arrays.stream(parts[1].split("&", -1)).anyMatch(part -> part.contains("@") && !part.contains("="));
        return behind || parts[0].contains("@");
    }

    private static boolean isRead(String url) {
        try {
            return DriverManager.getDriver(url).acceptsURL(url);
        } catch (SQLException e) { // none is found
            return false;
        }
    }

    private static boolean isHome(String folder) {
        return Folders.isWritable(folder) && Path.of(folder).isAbsolute();
    }
}
