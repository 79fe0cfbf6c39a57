package io.weightloom.given;

import io.weightloom.layout.Slot;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PyTorch's modules are called that hold a target's tensors. Layers in a row are {@code layers.0},
 * {@code layers.1}, ...; those of a residual network {@code stem}, {@code blocks.0.norm1}, {@code blocks.0.conv1},
 * {@code blocks.0.norm2}, {@code blocks.0.conv2}, {@code blocks.0.skip}, ..., {@code norm} and {@code dense}. Behind
 * the cells of a recurrent network comes {@code out}.
 */
public final class ModuleNames {

    /** What a slot belongs to, by its name. */
    private static final List<Module> MODULES = List.of(
            new Module("[wb](\\d+)", slot -> "layers." + before(slot.group(1))),
            new Module("(stem|dense|out)/[wb]", slot -> slot.group(1)),
            new Module("block(\\d+)/[wb](\\d)", slot -> "blocks." + before(slot.group(1)) + ".conv" + slot.group(2)),
            new Module(
                    "block(\\d+)/(skip|norm\\d)(?:/scale|/shift)?",
                    slot -> "blocks." + before(slot.group(1)) + "." + slot.group(2)),
            new Module("last/(norm)/(?:scale|shift)", slot -> slot.group(1)));

    private ModuleNames() {}

    private record Module(Pattern slot, Function<MatchResult, String> name) {

        Module(String slot, Function<MatchResult, String> name) {
            this(Pattern.compile(slot), name);
        }
    }

    /** The module of a slot. */
    public static String module(Slot slot) {
        for (Module module : MODULES) {
            Matcher matcher = module.slot().matcher(slot.name());
            if (matcher.matches()) {
                return module.name().apply(matcher.toMatchResult());
            }
        }
        throw new IllegalArgumentException("PyTorch's name of '%s' is not known".formatted(slot.name()));
    }

    /** The tensor of a slot, such as {@code layers.0.weight}. */
    public static String tensor(Slot slot) {
        boolean weight = slot.role() == Slot.Role.WEIGHT || slot.role() == Slot.Role.SCALE;
        return module(slot) + (weight ? ".weight" : ".bias");
    }

    /** PyTorch counts from 0. */
    private static int before(String number) {
        return Integer.parseInt(number) - 1;
    }
}
