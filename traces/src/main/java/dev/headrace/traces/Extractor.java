package dev.headrace.traces;

import java.nio.file.Path;

/**
 * Runs a language model on a text and writes its attention tensors. Implementations are found with {@link
 * java.util.ServiceLoader}: they bring a model and a runtime along, which few people need, so they are in jars of their
 * own.
 */
public interface Extractor {
    /** Name of the model. */
    String model();

    /** Most tokens of a text it can take, markers included. */
    int longest();

    /**
     * Extracts a trace.
     *
     * @param text a text file in UTF-8
     * @param maxTokens tokens after which the text is cut off, markers included, 2 to {@link #longest}
     * @param type what the tensors are stored as: F16 or F32
     * @param out the safetensors file, replaced if it is there
     * @throws TraceException if the text cannot be read or the file cannot be written
     * @throws IllegalArgumentException if an argument is out of range
     */
    void extract(Path text, int maxTokens, ElementType type, Path out);
}
