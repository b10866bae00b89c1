package dev.headrace.cli;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.StoredTensor;
import dev.headrace.traces.ElementType;
import dev.headrace.traces.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Stored tensors as files: {@code dump/o.safetensors} holds {@code o} and {@code o.golden}, in F64, which rounds nothing. */
final class DumpFiles {
    private static final String FOLDER = "dump";
    private static final String ENDING = ".safetensors";

    private DumpFiles() {}

    /** Writes a file for each tensor. */
    static void write(List<StoredTensor> tensors, Result result, Path folder) throws IOException {
        for (StoredTensor tensor : tensors) {
            SafetensorsWriter file = new SafetensorsWriter()
                    .add(tensor.name(), ElementType.F64, tensor.shape(), tensor.simulated())
                    .metadata("design", result.design())
                    .metadata("status", result.status());
            if (tensor.golden() != null) {
                file.add(tensor.name() + ".golden", ElementType.F64, tensor.shape(), tensor.golden());
            }
            Files.createDirectories(folder.resolve(FOLDER));
            file.write(folder.resolve(FOLDER).resolve(tensor.name() + ENDING));
        }
    }

    /** What is to be said of a tensor. */
    static List<String> notes(StoredTensor tensor, Result result) {
        String file = FOLDER + "/" + tensor.name() + ENDING;
        if (tensor.golden() != null) {
            return List.of();
        }
        String why = result.status().equals("complete")
                ? "the golden model does not know " + tensor.name()
                : "the run is " + result.status() + ", and was not compared";
        return List.of(file + " holds no golden values: " + why);
    }

    /** Names of the files of tensors that are in a folder of results. */
    static List<String> in(Path folder) {
        Path there = folder.resolve(FOLDER);
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(there)) {
            try (Stream<Path> files = Files.list(there)) {
                files.filter(f -> f.toString().endsWith(ENDING))
                        .forEach(f -> names.add(FOLDER + "/" + f.getFileName()));
            } catch (IOException e) {
                // A folder that cannot be read holds nothing that is to be replaced; what is written says so.
                return List.of();
            }
        }
        return names;
    }
}
