package io.weightloom.runner.web;

import io.weightloom.data.raw.Given;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads JSON as {@link Given} values in lists and maps; numbers as they are written, which may name categories. */
final class WrittenValues extends StdDeserializer<Object> {

    WrittenValues() {
        super(Object.class);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
        return value(parser);
    }

    /** As deep as the parser allows, at whose limit it throws. */
    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                yield values;
            }
            case START_OBJECT -> {
                Map<String, Object> values = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    values.put(name, value(parser));
                }
                yield values;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Given.Numeral(parser.getString());
            case VALUE_NULL -> new Given.Nothing();
            default -> new Given.Text(parser.getString());
        };
    }
}
