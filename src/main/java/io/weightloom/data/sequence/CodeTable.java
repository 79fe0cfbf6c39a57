package io.weightloom.data.sequence;

import io.weightloom.data.raw.Codes;
import io.weightloom.data.raw.Table;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * Codes as rows of a table, which are only made where they are read: of each 1 in the column of its number, and else 0.
 *
 * @param names what messages call the columns, one for each code that there may be
 */
record CodeTable(Codes codes, List<String> names) implements Table {

    CodeTable {
        names = List.copyOf(names);
    }

    @Override
    public int rows() {
        return codes.size();
    }

    @Override
    public int columns() {
        return names.size();
    }

    @Override
    public void read(int row, double[] into) {
        Arrays.fill(into, 0, columns(), 0);
        into[codes.at(row)] = 1;
    }

    @Override
    public String name(int column) {
        return names.get(column);
    }

    @Override
    public long bytes() {
        return codes.bytes();
    }

    @Override
    public void digest(MessageDigest digest) {
        Table.digestShape(digest, this);
        ByteBuffer all = ByteBuffer.allocate(Character.BYTES * rows());
        for (int row = 0; row < rows(); row++) {
            all.putChar((char) codes.at(row));
        }
        digest.update(all.array());
    }
}
