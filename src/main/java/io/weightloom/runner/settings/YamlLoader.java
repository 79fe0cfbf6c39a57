package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.text.Decimals;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Loads YAML in place of Spring Boot's loader, under the same names. What it cannot load is a fault with file and line,
 * where that one throws; and it knows the lines of empty mappings, which that one forgets.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class YamlLoader implements PropertySourceLoader {

    private static final int MOST_BYTES = 8_000_000;

    @Override
    public String[] getFileExtensions() {
        return new String[] {"yml", "yaml"};
    }

    /** The documents of a file, and a source that holds what is wrong with it. */
    @Override
    public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
        String file = SettingPlaces.path(resource);
        YamlFaults faults = new YamlFaults(file);
        List<PropertySource<?>> sources = new ArrayList<>();
        try {
            List<Node> documents = YamlNodes.of(YamlText.of(bytes(resource, faults), faults), faults);
            for (int i = 0; i < documents.size(); i++) {
                Map<String, Object> settings = YamlSettings.of(documents.get(i), resource, faults);
                String number = documents.size() == 1 ? "" : " (document #" + i + ")";
                sources.add(new OriginTrackedMapPropertySource(name + number, settings, true));
            }
        } catch (InvalidSpecException e) {
            return List.of(new FaultSource(file, e.faults()));
        }
        List<Fault> found = faults.all();
        if (!found.isEmpty()) {
            sources.add(new FaultSource(file, found));
        }
        return sources;
    }

    private static byte[] bytes(Resource resource, YamlFaults faults) throws IOException {
        try (InputStream in = resource.getInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw faults.unreadable(1, "is larger than " + Decimals.whole(MOST_BYTES) + " bytes");
            }
            return bytes;
        }
    }
}
