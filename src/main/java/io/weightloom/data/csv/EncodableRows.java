package io.weightloom.data.csv;

import java.util.List;

/** Rows that a {@link TableEncoding} makes numbers of. */
interface EncodableRows {

    /** The features, each with a cell for every row. */
    List<CsvColumn> features();

    /** Rows that are kept. */
    int size();
}
