package dev.headrace.configs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped design runs, on every shipped hardware, and its numbers are right. */
class ShippedDesignsTest {
    private static final Library LIBRARY = new Library(ShippedFilesTest.CONFIGS.getParent());

    /**
     * Designs with the hardware they name, and with every other that has all the units of that one and does as much. What
     * merges wants sorted single numbers, which are no attention, and what generates text wants a decoder; whole layers want
     * their weights. They have tests of their own.
     */
    static Stream<Arguments> pairs() {
        return LIBRARY.names("designs").stream()
                .filter(design -> !List.of("merge-sorted", "transformer-layer", "ubimoe-experts", "spatten-e2e")
                                .contains(design)
                        && !design.startsWith("tellme"))
                .flatMap(design -> LIBRARY.names("hardware").stream()
                        .filter(hardware -> suits(design, hardware))
                        .map(hardware -> Arguments.of(design, hardware)));
    }

    private static boolean suits(String design, String hardware) {
        Hardware own = Setup.load(LIBRARY, design, "tiny", Overrides.none()).hardware();
        Hardware other = Hardware.build(JsonFile.read(LIBRARY.find("hardware", hardware)), LIBRARY);
        return own.spec().units().isEmpty() == other.spec().units().isEmpty()
                && other.spec().units().keySet().containsAll(own.spec().units().keySet())
                && own.compute().entrySet().stream().allMatch(u -> doesAsMuch(u.getValue(), other, u.getKey()));
    }

    private static boolean doesAsMuch(ComputeUnit unit, Hardware other, String name) {
        ComputeUnit same = other.compute().get(name);
        return same != null && same.operations().containsAll(unit.operations());
    }

    static Stream<Arguments> designs() {
        return LIBRARY.names("designs").stream().map(Arguments::of);
    }

    static Stream<Arguments> workloads() {
        return LIBRARY.names("workloads").stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void designRunsOnTheHardwareAndItsNumbersAreRight(String design, String hardware) {
        List<String> sets = new ArrayList<>(List.of("hardware=" + hardware));
        if (design.startsWith("gemm")) {
            // Several tiles of each dimension of tiny, which fit the least scratchpad.
            sets.addAll(List.of("params.mt=64", "params.nt=64", "params.kt=8"));
        }
        Setup setup = Setup.load(LIBRARY, design, "tiny", Overrides.of(sets));
        Result result = new Simulation(setup, new Simulation.Options("full", 0, true), ShippedDesignsTest::read).run();
        assertEquals("complete", result.status());
        Result.Golden golden = result.golden();
        assertTrue(golden != null && golden.passed() && golden.outputsChecked() > 0, String.valueOf(golden));
    }

    @ParameterizedTest
    @MethodSource("designs")
    void designFitsTheWorkloadItNames(String design) {
        Simulation.check(Setup.load(LIBRARY, design, null, Overrides.none()));
    }

    @Test
    void wholeEncodersFitSpatten() {
        Overrides bert = Overrides.of(List.of("preset=bert"));
        Simulation.check(Setup.load(LIBRARY, "spatten-e2e", "minilm-e2e", Overrides.none()));
        Simulation.check(Setup.load(LIBRARY, "spatten-e2e", "bert-e2e", bert));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadCanBeRun(String workload) {
        WorkloadSpec spec = JsonFile.read(LIBRARY.find("workloads", workload)).as(WorkloadSpec.class);
        KeptSpec kept = spec.kept();
        String design = kept == null
                ? workload.equals("ubimoe-experts") ? workload : "flash-attention-2"
                : kept.candidates() != null ? "a3" : kept.zeroSkipping() != null ? "mnnfast" : "spatten";
        // A3 has room for two heads of a sentence, or for one of GPT-2's.
        Overrides some = workload.equals("gpt2-a3") ? Overrides.of(List.of("params.copies=1")) : Overrides.none();
        Simulation.check(Setup.load(LIBRARY, design, workload, some));
    }

    /** Numbers that every format has exactly. */
    private static void read(char tensor, int layer, int batch, int head, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = ((i * 37 + head * 11 + tensor) % 17 - 8) / 8.0;
        }
    }
}
