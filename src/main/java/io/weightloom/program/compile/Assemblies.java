package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where the values of a list are assembled side by side, so that what wants them like that need not copy them. */
final class Assemblies {

    private final OpList list;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Place>> places = new HashMap<>();

    /**
     * Where a value lies.
     *
     * @param whole the assembled vector
     * @param offset of the first element
     */
    record Place(String whole, int offset) {}

    Assemblies(OpList list) {
        this.list = list;
        list.nodes().forEach(node -> node.outputs().forEach(name -> producers.put(name, node)));
        for (Node node : list.nodes()) {
            if (node.operation() instanceof Operation.Assemble assemble) {
                for (int i = 0; i < node.inputs().size(); i++) {
                    places.computeIfAbsent(shown(node.inputs().get(i)), name -> new ArrayList<>())
                            .add(new Place(node.output(), assemble.offsets().get(i)));
                }
            }
        }
    }

    /** The place where values lie one behind the other in this order, if there is one. */
    Optional<Place> behindEachOther(List<String> names) {
        return places(names.get(0)).stream()
                .filter(first -> {
                    int at = first.offset();
                    for (String name : names) {
                        OptionalInt offset = offset(name, first.whole());
                        if (offset.isEmpty() || offset.getAsInt() != at) {
                            return false;
                        }
                        at += list.value(name).size();
                    }
                    return true;
                })
                .findFirst();
    }

    /** The numbers of values, in the order in which they are assembled somewhere; as they are if they are nowhere. */
    List<Integer> order(List<String> names) {
        for (Place place : places(names.get(0))) {
            List<Place> all = names.stream()
                    .flatMapToInt(name -> offset(name, place.whole()).stream())
                    .mapToObj(offset -> new Place(place.whole(), offset))
                    .toList();
            if (all.size() == names.size()) {
                return numbers(names)
                        .sorted(Comparator.comparing(number -> all.get(number).offset()))
                        .toList();
            }
        }
        return numbers(names).toList();
    }

    private static Stream<Integer> numbers(List<String> names) {
        return IntStream.range(0, names.size()).boxed();
    }

    private OptionalInt offset(String name, String whole) {
        return places(name).stream()
                .filter(place -> place.whole().equals(whole))
                .mapToInt(Place::offset)
                .findFirst();
    }

    private List<Place> places(String name) {
        return places.getOrDefault(shown(name), List.of());
    }

    /** The value all of which this one shows in another shape, or this one. */
    private String shown(String name) {
        Node producer = producers.get(name);
        if (producer == null || !(producer.operation() instanceof Operation.Alias)) {
            return name;
        }
        String of = producer.inputs().get(0);
        return list.value(of).size() == list.value(name).size() ? shown(of) : name;
    }
}
