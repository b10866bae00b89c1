package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twice as much of anything makes no run of the shipped designs slower. */
class MonotoneTest {
    /** Cycles of the bases, each run once. */
    private static final Map<Trial, Long> CYCLES = new HashMap<>();

    /** Twice as much of each, by hardware file. */
    private static final Map<String, List<String>> MORE = Map.of(
            "systolic-128-hbm2",
            List.of(
                    "units.hbm.channels=16",
                    "units.dma.outstanding=1024",
                    "units.softmax.lanes=256",
                    "units.softmax.exp_per_cycle=256",
                    "units.vector.lanes=256",
                    "units.sram.banks=64",
                    "units.sram.read_ports=4"),
            "a100-like",
            List.of(
                    "units.hbm.channels=80",
                    "units.dma.outstanding=512",
                    "units.softmax.lanes=128",
                    "units.softmax.exp_per_cycle=32",
                    "units.vector.lanes=128",
                    "units.sram.banks=64",
                    "units.sram.read_ports=2",
                    "cores=216"));

    /**
     * A base and the same with more of something.
     *
     * @param slack cycles by which it may be slower
     */
    record Pair(Trial base, Trial more, long slack) {}

    private static List<Trial> bases(String fidelity, int length, int tile) {
        List<Trial> all = new ArrayList<>();
        for (String design : List.of("unfused", "flash-attention-1", "flash-attention-2")) {
            for (String hardware : List.of("systolic-128-hbm2", "a100-like")) {
                for (String mask : List.of("none", "causal")) {
                    all.add(Trial.of(design)
                            .on(hardware)
                            .shape(4, 4, length, length, 64, 64)
                            .set(
                                    "workload.mask=" + mask,
                                    "params.Br=" + tile,
                                    "params.Bc=" + tile,
                                    "hardware.units.sram.kib=4096",
                                    "hardware.units.hbm.fidelity=" + fidelity));
                }
            }
        }
        return all;
    }

    private static List<Trial> bases() {
        return bases("bandwidth", 256, 64);
    }

    static Stream<Pair> hardware() {
        return bases().stream().flatMap(base -> more(base).map(m -> new Pair(base, base.set("hardware." + m), 0)));
    }

    /**
     * With a memory that is exact to the command, a change anywhere shifts which reads and writes meet in its queues, and
     * with them row conflicts and bus turns. More bandwidth still never hurts; the rest may cost 2 % at most.
     */
    static Stream<Pair> hardwareWithExactMemory() {
        return bases("cycle", 128, 32).stream()
                .flatMap(base -> more(base).map(m -> {
                    long slack = m.contains("channels") ? 0 : cycles(base) / 50;
                    return new Pair(base, base.set("hardware." + m), slack);
                }));
    }

    private static Stream<String> more(Trial base) {
        return MORE.get(base.setup().hardware().spec().name()).stream();
    }

    /** FIFOs of results, one at a time. */
    static Stream<Pair> depths() {
        return bases().stream()
                .flatMap(base -> buffers(base).stream()
                        .filter(b -> !isLoad(base, b.getKey()))
                        .map(b -> new Pair(base, deepen(base, b), 0)));
    }

    /**
     * FIFOs of loads, one at a time and all together. A deeper one lets its load run further ahead, and the memory serves
     * first what was asked for first: the additional tiles of each core may stand before a tile that is needed sooner. That
     * costs at most the time to transfer them.
     */
    static Stream<Pair> loadDepths() {
        return bases().stream().flatMap(base -> {
            List<Pair> all = new ArrayList<>();
            Trial deeper = base;
            long slack = 0;
            for (Map.Entry<String, DesignSpec.Buffer> b : buffers(base)) {
                deeper = deepen(deeper, b);
                if (isLoad(base, b.getKey())) {
                    all.add(new Pair(base, deepen(base, b), transfer(base, b.getValue())));
                    slack += transfer(base, b.getValue());
                }
            }
            all.add(new Pair(base, deeper, slack));
            return all.stream();
        });
    }

    private static List<Map.Entry<String, DesignSpec.Buffer>> buffers(Trial trial) {
        return trial.setup().design().buffers().entrySet().stream()
                .filter(b -> b.getValue().tiles() != null)
                .toList();
    }

    private static boolean isLoad(Trial trial, String stream) {
        return trial.setup().design().allStages().stream()
                .anyMatch(stage -> stage.dataflow().stream()
                        .filter(op -> op.path("op").asString("").equals("load"))
                        .map(op -> op.path("name").asString(""))
                        .anyMatch(name -> stream.equals(name) || stream.equals(stage.name() + "." + name)));
    }

    private static Trial deepen(Trial trial, Map.Entry<String, DesignSpec.Buffer> buffer) {
        return trial.set("/buffers/" + buffer.getKey() + "/tiles="
                + 2 * buffer.getValue().tiles());
    }

    /** Cycles in which the memory moves as many tiles of 64 rows of 64 halves again as a buffer has, for every core. */
    private static long transfer(Trial trial, DesignSpec.Buffer buffer) {
        Hardware hardware = trial.setup().hardware();
        double bytes = (double) hardware.spec().coreCount() * buffer.tiles() * 64 * 64 * 2;
        double bandwidth = hardware.unit(MemoryUnit.class, "hbm").peakBytesPerSecond();
        double hertz = (double) hardware.spec().clocks().get("core").hertz();
        return (long) Math.ceil(bytes / bandwidth * hertz);
    }

    private static long cycles(Trial base) {
        return CYCLES.computeIfAbsent(base, t -> t.run().cycles());
    }

    @ParameterizedTest
    @MethodSource({"hardware", "hardwareWithExactMemory", "depths", "loadDepths"})
    void moreIsNeverSlower(Pair pair) {
        long before = cycles(pair.base());
        long after = pair.more().run().cycles();
        assertTrue(after <= before + pair.slack(), after + " cycles instead of " + before);
    }
}
