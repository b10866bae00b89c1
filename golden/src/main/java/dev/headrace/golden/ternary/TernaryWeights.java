package dev.headrace.golden.ternary;

/** Weights of a decoder. */
public interface TernaryWeights {
    /** Its sizes. */
    TernaryShape shape();

    /** The embedding, vocabulary x hidden, row-major; also the head, for it is tied. Not to be changed. */
    double[] embedding();

    /** One linear map of one layer. */
    TernaryMatrix matrix(int layer, Linear linear);
}
