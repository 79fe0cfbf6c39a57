package io.weightloom.job;

import io.weightloom.spec.Fault;
import io.weightloom.spec.InvalidSpecException;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Loads YAML as Spring Boot does, and says which file and line is at fault if it is no YAML. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class YamlLoader implements PropertySourceLoader {

    private final YamlPropertySourceLoader loader = new YamlPropertySourceLoader();

    @Override
    public String[] getFileExtensions() {
        return loader.getFileExtensions();
    }

    /**
     * The documents of a file.
     *
     * @throws InvalidSpecException if it is no YAML
     */
    @Override
    public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
        try {
            return loader.load(name, resource);
        } catch (MarkedYAMLException e) {
            throw fault(resource, ":" + (e.getProblemMark().getLine() + 1), e.getProblem());
        } catch (YAMLException e) {
            throw fault(resource, "", String.valueOf(e.getMessage()));
        }
    }

    private static InvalidSpecException fault(Resource resource, String line, String problem) {
        return new InvalidSpecException(
                List.of(new Fault(SettingSources.path(resource) + line, "the file", "is not valid YAML: " + problem)));
    }
}
