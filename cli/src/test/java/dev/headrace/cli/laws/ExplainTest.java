package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Trial;
import dev.headrace.simulator.explain.Explanation;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped design is explained to the cycle, and takes as many as it does unexplained. */
class ExplainTest {
    private static final Library LIBRARY = new Library(dev.headrace.cli.laws.Trial.home());

    /** Designs with dimensions that only workloads of their own kind have; all others run on {@code tiny}. */
    static final Map<String, String> WORKLOADS = Map.of(
            "gemm",
            "gemm-256",
            "gemm-partial-sums",
            "gemm-256",
            "merge-sorted",
            "sorted-4096",
            "spatten-e2e",
            "minilm-e2e",
            "transformer-layer",
            "transformer-small",
            "ubimoe-experts",
            "ubimoe-experts");

    static Stream<String> designs() {
        // what generates text takes minutes
        return LIBRARY.names("designs").stream().filter(design -> !design.startsWith("tellme"));
    }

    private static Trial load(String design) {
        String workload = WORKLOADS.getOrDefault(design, "tiny");
        return Trial.load(LIBRARY, design, workload, Overrides.none(), new Simulation.Options("off", 0, true));
    }

    @ParameterizedTest
    @MethodSource("designs")
    void sharesOfEveryShippedDesignAddUpToItsCycles(String design) {
        Result plain;
        try (Trial t = load(design)) {
            plain = t.run();
        }
        try (Trial t = load(design)) {
            t.record();
            Result r = t.run();
            assertEquals(plain.cycles(), r.cycles());
            assertEquals(plain.operators(), r.operators());
            assertEquals(plain.units(), r.units());
            assertEquals(plain.channels(), r.channels());
            Explanation e = r.explanation();
            assertNotNull(e);
            long sum = e.path().stream().mapToLong(Explanation.Part::ticks).sum();
            assertEquals(e.ticks(), sum);
            assertEquals(r.cycles(), TimeBase.cycles(sum, e.ticksPerCycle()));
            assertTrue(e.slack().stream().anyMatch(s -> s.cycles() == 0), "somebody is on it");
        }
    }
}
