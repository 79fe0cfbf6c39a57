package io.weightloom.runner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens small entries of a {@link PackedJar} from its table; whatever else is asked for, Spring Boot's handlers answer.
 */
final class PackedUrls extends URLStreamHandler {

    /** Names that are written alike in a URL. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._$-]+");

    /** What is larger is better read bit by bit: native libraries. */
    private static final long SMALL = 1 << 20;

    private final PackedJar jar;
    private final List<URL> places;

    PackedUrls(PackedJar jar, List<URL> places) {
        this.jar = jar;
        this.places = places;
    }

    /** The URL of this name in the jar of this number, the same as Spring Boot's. */
    URL of(int part, String name) throws MalformedURLException {
        if (PLAIN.matcher(name).matches()) {
            return new URL(null, places.get(part) + name, this);
        }
        try {
            return new URL(
                    places.get(part),
                    new URI(null, null, "/" + name, null).getRawPath().substring(1));
        } catch (URISyntaxException e) {
            throw new MalformedURLException(e.getMessage());
        }
    }

    /** Takes what follows the protocol as it is; what is relative is meant beside the URL it is relative to. */
    @Override
    protected void parseURL(URL url, String text, int start, int limit) {
        String given = text.substring(start, limit);
        if (given.startsWith("nested:")) {
            setURL(url, "jar", "", -1, null, null, given, null, null);
        } else {
            try {
                URL standard = new URL(new URL(url.toExternalForm()), given);
                setURL(url, "jar", "", -1, null, null, standard.getFile(), null, standard.getRef());
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    @Override
    protected int hashCode(URL url) {
        return url.getFile().hashCode();
    }

    @Override
    protected boolean equals(URL one, URL other) {
        return one.toExternalForm().equals(other.toExternalForm());
    }

    @Override
    protected boolean sameFile(URL one, URL other) {
        return one.getProtocol().equals(other.getProtocol()) && one.getFile().equals(other.getFile());
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        String text = url.toExternalForm();
        int end = text.indexOf("!/", text.indexOf("/!") + 2);
        String place = text.substring(0, end + 2);
        String name = text.substring(end + 2);
        for (PackedJar.Entry entry : jar.all(name)) {
            if (!entry.directory()
                    && entry.bytes() < SMALL
                    && places.get(entry.part()).toString().equals(place)) {
                return new Connection(url, jar, entry);
            }
        }
        return new URL(text).openConnection();
    }

    /** To a small entry. Who wants to know of its jar gets Spring Boot's. */
    private static final class Connection extends JarURLConnection {

        private final PackedJar jar;
        private final PackedJar.Entry entry;
        private @Nullable JarURLConnection whole;

        private Connection(URL url, PackedJar jar, PackedJar.Entry entry) throws MalformedURLException {
            super(url);
            this.jar = jar;
            this.entry = entry;
        }

        @Override
        public void connect() {
            connected = true;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            connected = true;
            return new ByteArrayInputStream(jar.bytes(entry.number()));
        }

        @Override
        public long getContentLengthLong() {
            return entry.bytes();
        }

        @Override
        public int getContentLength() {
            return (int) entry.bytes();
        }

        @Override
        public long getLastModified() {
            try {
                return whole().getLastModified();
            } catch (IOException e) {
                return 0; // not known
            }
        }

        @Override
        public @Nullable String getContentType() {
            return guessContentTypeFromName(getEntryName());
        }

        @Override
        public JarFile getJarFile() throws IOException {
            return whole().getJarFile();
        }

        private JarURLConnection whole() throws IOException {
            JarURLConnection known = whole;
            if (known == null) {
                known = (JarURLConnection) new URL(getURL().toExternalForm()).openConnection();
                known.setUseCaches(getUseCaches());
                whole = known;
            }
            return known;
        }
    }
}
