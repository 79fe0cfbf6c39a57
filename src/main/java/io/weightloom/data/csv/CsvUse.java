package io.weightloom.data.csv;

import io.weightloom.spec.TableSpec;

/** What the rows of a table are for, which says what may be wrong with them and what would mend it. */
enum CsvUse {
    /** They tell the columns, the categories, and what stands in for gaps. */
    TRAINING,
    /** They are read by what those for training tell. */
    TEST,
    /** They are read so too, each of them; whoever gives them has no setting of the trial in hand. */
    PREDICTION,
    /** They follow each other in time, so that none can be left out. */
    SERIES;

    /** Whether rows with gaps are left out. */
    boolean drops(TableSpec.Gaps gaps) {
        return this != PREDICTION && this != SERIES && gaps == TableSpec.Gaps.DROP;
    }

    /** Whether gaps are faults. */
    boolean refuses(TableSpec.Gaps gaps) {
        return gaps == TableSpec.Gaps.REFUSE || (this == PREDICTION && gaps == TableSpec.Gaps.DROP);
    }
}
