package dev.headrace.reports.trace;

import dev.headrace.reports.Units;

/**
 * What became of a trace.
 *
 * @param file its name
 * @param bytes its length
 * @param dropped events that there was no room for; 0 if it is whole
 * @param completeTo first cycle that may lack one of them
 */
public record Note(String file, long bytes, long dropped, long completeTo) {
    /** For people. */
    public String text() {
        return file + ": " + Units.bytes(bytes) + "; run firing by firing, not compiled: the same cycles"
                + (dropped == 0
                        ? ""
                        : ". Complete up to cycle " + Units.count(completeTo) + ": " + Units.count(dropped)
                                + " events dropped; --trace-cycles or --trace-only choose others");
    }
}
