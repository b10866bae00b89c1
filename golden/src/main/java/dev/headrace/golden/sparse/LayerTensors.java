package dev.headrace.golden.sparse;

/** Where a model's tensors come from: one head of one layer at a time, row-major. */
public interface LayerTensors {
    /** Queries, tokens x head_dim. */
    double[] q(int layer, int head);

    /** Keys, tokens x head_dim. */
    double[] k(int layer, int head);

    /** Values, tokens x value_dim. */
    double[] v(int layer, int head);
}
