package dev.headrace.extract;

import java.util.List;
import java.util.Map;

/** Something that runs a model on tokens and gives the tensors asked for. */
@FunctionalInterface
public interface Inference {
    /**
     * Runs one sequence, every token of which attends to all.
     *
     * @param tokens ids
     * @param outputs names of tensors
     * @return the numbers of each, row-major
     */
    Map<String, float[]> run(int[] tokens, List<String> outputs);
}
