package io.weightloom.runner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The packed runner's classes and resources. Spring Boot's own loader asks one jar after the other, through URLs: with
 * a hundred jars that was a third of what a start took. This one has a table of all of them. Its URLs are Spring
 * Boot's, and what it cannot open itself, Spring Boot's handlers do.
 */
final class PackedClasses extends ClassLoader {

    private static final String BOOT_LOADER = "org.springframework.boot.loader.";

    /** What the JDK's own loaders are asked for first. */
    private static final List<String> PARENT_FIRST =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.w3c.", "org.xml.", BOOT_LOADER);

    private static final String NESTED = "jar:nested:";

    static {
        registerAsParallelCapable();
    }

    private final PackedJar jar;
    private final List<URL> places;
    private final PackedUrls urls;
    private final ProtectionDomain[] domains;
    private final Map<Integer, Optional<Manifest>> manifests = new ConcurrentHashMap<>();

    private PackedClasses(PackedJar jar, List<URL> places, @Nullable ClassLoader parent) {
        super("packed", parent);
        this.jar = jar;
        this.places = places;
        this.urls = new PackedUrls(jar, places);
        this.domains = new ProtectionDomain[places.size()];
    }

    /** A loader for all that Spring Boot's finds; empty if this is not one, or the jar is none that is known here. */
    static Optional<ClassLoader> inPlaceOf(@Nullable ClassLoader loader) {
        if (!(loader instanceof URLClassLoader packed)
                || !loader.getClass().getName().startsWith(BOOT_LOADER)) {
            return Optional.empty();
        }
        List<URL> places = List.of(packed.getURLs());
        List<String> names = new ArrayList<>();
        String outer = "";
        for (URL place : places) {
            String text = place.toString();
            int inner = text.indexOf("/!");
            if (!text.startsWith(NESTED) || inner < 0 || !text.endsWith("!/") || text.contains("%")) {
                return Optional.empty();
            }
            outer = text.substring(NESTED.length(), inner);
            names.add(text.substring(inner + 2, text.length() - 2));
        }
        try {
            return Optional.of(new PackedClasses(new PackedJar(Path.of(outer), names), places, packed.getParent()));
        } catch (IOException | RuntimeException e) { // Spring Boot's loader does it, or says what is wrong
            return Optional.empty();
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (PARENT_FIRST.stream().anyMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = defined(name);
            }
            return loaded == null ? super.loadClass(name, resolve) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> found = defined(name);
        if (found == null) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }

    private @Nullable Class<?> defined(String name) throws ClassNotFoundException {
        int entry = jar.find(name.replace('.', '/') + ".class");
        if (entry < 0) {
            return null;
        }
        int part = jar.entry(entry).part();
        try {
            byte[] bytes = jar.bytes(entry);
            int dot = name.lastIndexOf('.');
            if (dot > 0 && getDefinedPackage(name.substring(0, dot)) == null) {
                define(name.substring(0, dot), part);
            }
            return defineClass(name, bytes, 0, bytes.length, domain(part));
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private ProtectionDomain domain(int part) {
        synchronized (domains) {
            if (domains[part] == null) {
                CodeSource source = new CodeSource(places.get(part), (Certificate[]) null);
                domains[part] = new ProtectionDomain(source, null, this, null);
            }
            return domains[part];
        }
    }

    private void define(String name, int part) {
        Attributes told = manifests
                .computeIfAbsent(part, this::manifest)
                .map(Manifest::getMainAttributes)
                .orElseGet(Attributes::new);
        try {
            definePackage(
                    name,
                    told.getValue(Attributes.Name.SPECIFICATION_TITLE),
                    told.getValue(Attributes.Name.SPECIFICATION_VERSION),
                    told.getValue(Attributes.Name.SPECIFICATION_VENDOR),
                    told.getValue(Attributes.Name.IMPLEMENTATION_TITLE),
                    told.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
                    told.getValue(Attributes.Name.IMPLEMENTATION_VENDOR),
                    null);
        } catch (IllegalArgumentException e) { // another thread has
            if (getDefinedPackage(name) == null) {
                throw e;
            }
        }
    }

    private Optional<Manifest> manifest(int part) {
        return jar.all("META-INF/MANIFEST.MF").stream()
                .filter(entry -> entry.part() == part)
                .findFirst()
                .map(entry -> {
                    try {
                        return new Manifest(new ByteArrayInputStream(jar.bytes(entry.number())));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @Override
    protected @Nullable URL findResource(String name) {
        List<PackedJar.Entry> found = named(name);
        return found.isEmpty() ? null : url(found.get(0), name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        return Collections.enumeration(
                named(name).stream().map(entry -> url(entry, name)).toList());
    }

    /** A folder may be asked for without its slash. */
    private List<PackedJar.Entry> named(String name) {
        List<PackedJar.Entry> found = jar.all(name);
        return found.isEmpty() && !name.endsWith("/") ? jar.all(name + "/") : found;
    }

    private URL url(PackedJar.Entry entry, String name) {
        try {
            return urls.of(entry.part(), name);
        } catch (MalformedURLException e) {
            throw new IllegalStateException("No URL can be made of " + name, e);
        }
    }
}
