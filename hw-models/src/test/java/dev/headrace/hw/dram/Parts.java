package dev.headrace.hw.dram;

import java.nio.file.Path;

/** The parts that come with the project. */
final class Parts {
    static final Path FOLDER = Path.of("..", "configs", "hardware", "dram");

    private Parts() {}

    static DramPart load(String name) {
        return DramPartFile.load(FOLDER.resolve(name + ".json"));
    }
}
