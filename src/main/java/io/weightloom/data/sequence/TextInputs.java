package io.weightloom.data.sequence;

import io.weightloom.data.raw.Codes;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Given;
import io.weightloom.data.raw.InputTable;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.TooManyExamplesException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** New texts for a network that was trained on one, of characters that it knows: one sequence each. */
public final class TextInputs {

    private TextInputs() {}

    /**
     * The characters of a text in UTF-8, all that there are.
     *
     * @param features the one column that tells the alphabet
     * @param most characters that are wanted
     * @throws InvalidDataException if it is empty, no text, or holds characters that the network does not know
     * @throws TooManyExamplesException if there are more
     */
    public static InputTable read(RawContent content, Features.Columns features, int most) {
        Utf8 text = new Utf8(content.name(), content.setting(), content.read(in -> in.readAllBytes()));
        return table(
                content.name(),
                content.setting(),
                features,
                most,
                each -> text.characters(character -> each.accept(Character.toString(character))));
    }

    /**
     * Characters that a program gives, one behind the other.
     *
     * @param name what messages call them
     * @param rows each with one character
     * @param features the one column that tells the alphabet
     * @throws InvalidDataException if there are none, or some that the network does not know
     */
    public static InputTable of(String name, List<List<Given>> rows, Features.Columns features) {
        return table(
                name,
                DataFault.INPUT,
                features,
                Integer.MAX_VALUE,
                each -> rows.forEach(row -> each.accept(text(row.get(0)))));
    }

    private static String text(Given given) {
        if (given instanceof Given.Numeral numeral) {
            return numeral.text();
        }
        return given instanceof Given.Text text ? text.text() : "";
    }

    private static InputTable table(
            String name, String setting, Features.Columns features, int most, Consumer<Consumer<String>> characters) {
        List<String> alphabet = features.columns().get(0).categories().orElseThrow();
        Map<String, Integer> codes = new HashMap<>();
        alphabet.forEach(character -> codes.put(character, codes.size()));
        TreeSet<String> unknown = new TreeSet<>();
        int[] count = new int[1];
        characters.accept(character -> {
            count[0]++;
            if (!codes.containsKey(character)) {
                unknown.add(character);
            }
        });
        if (count[0] == 0) {
            throw new InvalidDataException(setting, name + " is empty");
        } else if (!unknown.isEmpty()) {
            throw new InvalidDataException(
                    setting,
                    "%s: of these the network knows nothing, because they were nowhere in the text that it was trained on: %s; its alphabet has %s characters"
                            .formatted(name, TextFile.shown(new ArrayList<>(unknown)), alphabet.size()));
        } else if (count[0] > most) {
            throw new TooManyExamplesException(most);
        }
        Codes all = Codes.of(
                alphabet.size(),
                count[0],
                each -> characters.accept(character -> each.accept(codes.getOrDefault(character, 0))));
        return new InputTable(new CodeTable(all, features.names()), List.of());
    }
}
