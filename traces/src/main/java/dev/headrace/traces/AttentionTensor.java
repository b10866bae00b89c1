package dev.headrace.traces;

/** The three inputs of attention. */
public enum AttentionTensor {
    Q("q"),
    K("k"),
    V("v");

    private final String jsonName;

    AttentionTensor(String jsonName) {
        this.jsonName = jsonName;
    }

    /** The name in JSON files. */
    public String jsonName() {
        return jsonName;
    }
}
