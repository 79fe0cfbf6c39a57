package io.weightloom.runner.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the API as OpenAPI 3.1 does: paths, parameters and bodies as Spring maps them to controllers, schemas as
 * records have them, words as the sources' Javadoc has them. Not thread-safe.
 */
final class OpenApi {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Map<Type, List<String>> SIMPLE = Map.ofEntries(
            Map.entry(String.class, List.of("string", "")),
            Map.entry(Instant.class, List.of("string", "date-time")),
            Map.entry(int.class, List.of("integer", "int32")),
            Map.entry(Integer.class, List.of("integer", "int32")),
            Map.entry(long.class, List.of("integer", "int64")),
            Map.entry(Long.class, List.of("integer", "int64")),
            Map.entry(double.class, List.of("number", "double")),
            Map.entry(Double.class, List.of("number", "double")),
            Map.entry(Float.class, List.of("number", "float")),
            Map.entry(boolean.class, List.of("boolean", "")));

    private final Map<String, ObjectNode> schemas = new TreeMap<>();

    private OpenApi() {}

    /** The file's content. */
    static String json(RequestMappingHandlerMapping mapping) {
        return JSON.writeValueAsString(of(mapping)).replace(System.lineSeparator(), "\n") + "\n";
    }

    /** All of the API. */
    static ObjectNode of(RequestMappingHandlerMapping mapping) {
        return new OpenApi().document(mapping);
    }

    /** What of an answer is not as the schema of this name says. */
    static List<String> faults(RequestMappingHandlerMapping mapping, String schema, String answer) {
        ObjectNode document = of(mapping).put("$ref", "#/components/schemas/" + schema);
        return SchemaRegistry.withDialect(Dialects.getDraft202012())
                .getSchema(document)
                .validate(answer, InputFormat.JSON)
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private ObjectNode document(RequestMappingHandlerMapping mapping) {
        ObjectNode document = JSON.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Weightloom")
                .put("version", "1")
                .put(
                        "description",
                        "What a runner has stored, and what it has trained. Whatever is not served is a problem as in RFC 9457.");
        Map<String, ObjectNode> paths = new TreeMap<>();
        mapping.getHandlerMethods().entrySet().stream()
                .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
                .forEach(entry -> entry.getKey().getPatternValues().stream()
                        .filter(path -> path.startsWith(Links.ROOT))
                        .forEach(path -> add(
                                paths.computeIfAbsent(path, key -> JSON.createObjectNode()),
                                entry.getKey(),
                                entry.getValue())));
        ObjectNode all = document.putObject("paths");
        paths.forEach(all::set);
        schemas.put("Problem", problem());
        ObjectNode components = document.putObject("components").putObject("schemas");
        schemas.forEach(components::set);
        return document;
    }

    private void add(ObjectNode path, RequestMappingInfo info, HandlerMethod handler) {
        info.getMethodsCondition().getMethods().forEach(method -> {
            String name = method.name().toLowerCase(Locale.ROOT);
            ObjectNode operation = path.get(name) instanceof ObjectNode known ? known : path.putObject(name);
            Javadoc doc = Javadoc.of(handler);
            if (operation.isEmpty()) {
                operation.put("operationId", handler.getMethod().getName());
                operation.put("description", doc.text());
                parameters(operation, handler, doc);
            }
            body(operation, info, handler);
            if (!operation.has("responses")) {
                responses(operation, info, handler);
            }
        });
    }

    private void parameters(ObjectNode operation, HandlerMethod handler, Javadoc doc) {
        for (Parameter parameter : handler.getMethod().getParameters()) {
            boolean inPath = parameter.isAnnotationPresent(PathVariable.class);
            if (inPath || parameter.isAnnotationPresent(RequestParam.class)) {
                ObjectNode described = operation
                        .withArray("parameters")
                        .addObject()
                        .put("name", parameter.getName())
                        .put("in", inPath ? "path" : "query")
                        .put("required", inPath)
                        .put("description", doc.of(parameter.getName()));
                described.putObject("schema").put("type", parameter.getName().equals("id") ? "integer" : "string");
            }
        }
    }

    private void body(ObjectNode operation, RequestMappingInfo info, HandlerMethod handler) {
        for (Parameter parameter : handler.getMethod().getParameters()) {
            if (parameter.isAnnotationPresent(RequestBody.class)) {
                ObjectNode body = operation.withObject("requestBody").put("required", true);
                for (MediaType type : info.getConsumesCondition().getConsumableMediaTypes()) {
                    content(body, type, parameter.getAnnotatedType());
                }
            }
        }
    }

    private void responses(ObjectNode operation, RequestMappingInfo info, HandlerMethod handler) {
        ObjectNode responses = operation.putObject("responses");
        ObjectNode ok = responses.putObject("200").put("description", "What was asked for");
        AnnotatedType answer = handler.getMethod().getAnnotatedReturnType();
        boolean isTagged =
                answer.getType() instanceof ParameterizedType type && type.getRawType() == ResponseEntity.class;
        if (isTagged) {
            answer = ((AnnotatedParameterizedType) answer).getAnnotatedActualTypeArguments()[0];
        }
        for (MediaType type : info.getProducesCondition().getProducibleMediaTypes()) {
            content(ok, type, answer);
        }
        if (isTagged
                && info.getMethodsCondition().getMethods().stream()
                        .allMatch(method -> method.name().equals("GET"))) {
            responses.putObject("304").put("description", "The client has it: If-None-Match names its ETag");
        }
        responses
                .putObject("default")
                .put("description", "Why it is not served")
                .putObject("content")
                .putObject(MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
    }

    private void content(ObjectNode body, MediaType type, AnnotatedType of) {
        ObjectNode schema =
                body.withObject("content").putObject(type.toString()).putObject("schema");
        if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            schema.setAll(schema(of));
        } else {
            schema.put("type", "string");
        }
    }

    private ObjectNode schema(AnnotatedType annotated) {
        Type type = annotated.getType();
        ObjectNode schema = JSON.createObjectNode();
        List<String> simple = SIMPLE.get(type);
        if (simple != null) {
            nullable(schema, simple.get(0), annotated);
            if (!simple.get(1).isEmpty()) {
                schema.put("format", simple.get(1));
            }
        } else if (annotated instanceof AnnotatedArrayType array) {
            nullable(schema, "array", annotated);
            schema.set("items", schema(array.getAnnotatedGenericComponentType()));
        } else if (annotated instanceof AnnotatedParameterizedType parameterized) {
            Class<?> raw = (Class<?>) ((ParameterizedType) type).getRawType();
            AnnotatedType[] arguments = parameterized.getAnnotatedActualTypeArguments();
            if (Collection.class.isAssignableFrom(raw)) {
                nullable(schema, "array", annotated);
                schema.set("items", schema(arguments[0]));
            } else if (Map.class.isAssignableFrom(raw)) {
                nullable(schema, "object", annotated);
                schema.set("additionalProperties", schema(arguments[1]));
            } else if (raw == Optional.class) {
                schema.setAll(schema(arguments[0]));
            } else {
                throw new IllegalArgumentException("No schema of " + type);
            }
        } else if (type instanceof Class<?> record && record.isRecord()) {
            String name = record.getSimpleName();
            if (!schemas.containsKey(name)) {
                schemas.put(name, JSON.createObjectNode()); // it may hold itself
                schemas.put(name, object(record));
            }
            if (annotated.isAnnotationPresent(Nullable.class)) {
                schema.withArray("oneOf").addObject().put("$ref", "#/components/schemas/" + name);
                schema.withArray("oneOf").addObject().put("type", "null");
            } else {
                schema.put("$ref", "#/components/schemas/" + name);
            }
        } else if (type != Object.class) {
            throw new IllegalArgumentException("No schema of " + type);
        }
        return schema;
    }

    private static void nullable(ObjectNode schema, String type, AnnotatedType annotated) {
        if (annotated.isAnnotationPresent(Nullable.class)) {
            schema.withArray("type").add(type).add("null");
        } else {
            schema.put("type", type);
        }
    }

    private ObjectNode object(Class<?> record) {
        Javadoc doc = Javadoc.of(record);
        ObjectNode object = JSON.createObjectNode().put("type", "object").put("description", doc.text());
        ObjectNode properties = object.putObject("properties");
        List<String> required = new ArrayList<>();
        properties(record, doc, properties, required);
        required.forEach(object.withArray("required")::add);
        return object.put("additionalProperties", false);
    }

    private void properties(Class<?> record, Javadoc doc, ObjectNode properties, List<String> required) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                properties(component.getType(), Javadoc.of(component.getType()), properties, required);
                continue;
            } else if (component.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
                continue;
            }
            boolean raw = component.getAccessor().isAnnotationPresent(JsonRawValue.class);
            ObjectNode schema =
                    raw ? JSON.createObjectNode().put("type", "object") : schema(component.getAnnotatedType());
            properties.set(component.getName(), schema.put("description", doc.of(component.getName())));
            if (!component.getType().equals(Optional.class)) {
                required.add(component.getName());
            }
        }
    }

    private static ObjectNode problem() {
        ObjectNode problem = JSON.createObjectNode()
                .put("type", "object")
                .put("description", "Why a request was not served, as in RFC 9457.");
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("type").put("type", "string");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer");
        properties.putObject("detail").put("type", "string");
        properties.putObject("instance").put("type", "string");
        problem.withArray("required").add("title").add("status").add("detail");
        return problem;
    }
}
