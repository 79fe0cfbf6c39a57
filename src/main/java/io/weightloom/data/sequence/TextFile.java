package io.weightloom.data.sequence;

import io.weightloom.data.raw.Codes;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawSequence;
import io.weightloom.data.raw.SequenceSource;
import io.weightloom.data.raw.Shown;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.text.Sha256;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text file in UTF-8. Its characters are Unicode's code points, all that there are, line ends and a byte order mark
 * too; its alphabet are those that the whole file holds. Immutable.
 */
public record TextFile(SequenceSpec.Text spec) implements SequenceSource {

    /** Most characters of an alphabet: as many numbers stand for one of them where a network reads it. */
    private static final int MOST_CHARACTERS = 1000;

    private static final int SHOWN = 10;

    @Override
    public DataFile file() {
        return new DataFile(spec.file(), DataFault.FILE);
    }

    @Override
    public RawSequence.Characters read() {
        byte[] bytes = file().read(in -> in.readAllBytes());
        Utf8 text = new Utf8(spec.file().toString(), DataFault.FILE, bytes);
        BitSet found = new BitSet();
        int[] count = new int[1];
        text.characters(character -> {
            found.set(character);
            count[0]++;
        });
        check(found, count[0]);
        int[] alphabet = found.stream().toArray();
        int[] codes = new int[found.length()];
        for (int code = 0; code < alphabet.length; code++) {
            codes[alphabet[code]] = code;
        }
        return new RawSequence.Characters(
                spec.file().toString(),
                Codes.of(
                        alphabet.length, count[0], each -> text.characters(character -> each.accept(codes[character]))),
                names(found).toList(),
                Sha256.of(bytes));
    }

    private void check(BitSet found, int count) {
        int kinds = found.cardinality();
        if (kinds == 0) {
            throw fault("is empty");
        } else if (kinds == 1) {
            throw fault("holds one character alone, '%s', %s times, so that there is nothing to learn"
                    .formatted(Shown.text(names(found).findFirst().orElseThrow()), count));
        } else if (kinds > MOST_CHARACTERS) {
            throw fault(
                    "holds %s different characters, but at most %s can be told apart here; the rarest to be written otherwise may be among the last: %s"
                            .formatted(
                                    kinds,
                                    MOST_CHARACTERS,
                                    Shown.list(names(found).skip(kinds - SHOWN).toList(), SHOWN)));
        }
    }

    private static Stream<String> names(BitSet characters) {
        return characters.stream().mapToObj(Character::toString);
    }

    private InvalidDataException fault(String message) {
        return new InvalidDataException(DataFault.FILE, spec.file() + " " + message);
    }

    /** What messages show of characters. */
    public static String shown(List<String> characters) {
        return Shown.list(characters, SHOWN);
    }
}
