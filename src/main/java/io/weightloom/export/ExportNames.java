package io.weightloom.export;

/** How the files of an export are called. */
final class ExportNames {

    /** The model card. */
    static final String CARD = "README.md";

    /** All that was trained, for this program. */
    static final String HYPERNETWORK = "hypernetwork.safetensors";

    /** The compressed form itself, for ONNX's runtimes. */
    static final String HYPERNETWORK_MODEL = "hypernetwork.onnx";

    /** The spec file that trains it again. */
    static final String SPEC = "trial.yml";

    /** Begins the names of files of target networks. */
    static final String TARGET = "target";

    /** Begins the names of files of what is added to a given network. */
    static final String DELTA = "delta";

    /** Begins the names of ND4J's files of all of it. */
    static final String SAMEDIFF = "samediff";

    static final String ONNX = ".onnx";
    static final String SAFETENSORS = ".safetensors";
    static final String NPZ = ".npz";
    static final String FLATBUFFERS = ".fb";

    private ExportNames() {}
}
