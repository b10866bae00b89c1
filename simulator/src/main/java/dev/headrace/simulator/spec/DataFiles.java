package dev.headrace.simulator.spec;

import java.nio.file.Path;

/**
 * Finds the files of numbers that a workload names, and notes each as an input.
 *
 * @param library where shipped ones are
 * @param workload the workload's file, beside which its own may lie
 * @param inputs where they are noted
 */
public record DataFiles(Library library, Path workload, Inputs inputs) {
    /** For a workload that is only looked at. */
    public static DataFiles of(Library library, Path workload) {
        return new DataFiles(library, workload, new Inputs(library));
    }

    /**
     * A file that is about to be read.
     *
     * @param what what it is to the run, such as "tensors"
     * @param name as the workload says
     * @return where it is; beside the workload if there is none anywhere
     */
    public Path find(String what, String name) {
        return inputs.read(what, library.data(workload, name));
    }
}
