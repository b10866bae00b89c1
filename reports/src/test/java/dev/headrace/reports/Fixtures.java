package dev.headrace.reports;

import dev.headrace.simulator.run.LinearWork;
import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Result.ChannelResult;
import dev.headrace.simulator.run.Result.Deadlock;
import dev.headrace.simulator.run.Result.Fetcher;
import dev.headrace.simulator.run.Result.Flow;
import dev.headrace.simulator.run.Result.Golden;
import dev.headrace.simulator.run.Result.MemoryResult;
import dev.headrace.simulator.run.Result.Mend;
import dev.headrace.simulator.run.Result.OnChip;
import dev.headrace.simulator.run.Result.OperatorResult;
import dev.headrace.simulator.run.Result.Simulation;
import dev.headrace.simulator.run.Result.Stalls;
import dev.headrace.simulator.run.Result.Totals;
import dev.headrace.simulator.run.Result.Traffic;
import dev.headrace.simulator.run.Result.UnitResult;
import dev.headrace.simulator.run.Result.Wait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results made by hand, whose counters add up as those of a run must. */
final class Fixtures {
    private static final long CYCLES = 1_234_567;

    private Fixtures() {}

    /** FlashAttention-2 over six layers of six heads of 256 queries and keys: complete and right. */
    static Result flashAttention() {
        return result("flash-attention-2", "complete", CYCLES, 1, List.of(CYCLES), golden(1.22e-4), null);
    }

    /** The same with 20% more cycles and half the tile: the other side of a comparison. */
    static Result smallTiles() {
        return result("flash-attention-2-small", "complete", CYCLES * 6 / 5, 1, List.of(CYCLES * 6 / 5), null, null);
    }

    /** A run whose numbers miss the golden model. */
    static Result wrong() {
        return result("flash-attention-2", "complete", CYCLES, 1, List.of(CYCLES), golden(0.25), null);
    }

    /** A FIFO too short: S, P and O wait in a circle. */
    static Result deadlock() {
        Deadlock deadlock = new Deadlock(
                4_321,
                List.of(
                        new Wait("S", "room", "S", 2, 2, "P"),
                        new Wait("P", "input", "rowmax", 0, 4, "O"),
                        new Wait("O", "unit", "", 0, 0, "S")),
                List.of(new Wait("A", "input", "O", 0, 2, "O"), new Wait("K", "memory", "hbm", 3, -1, "")),
                List.of(new Mend("S", "buffers.S.tiles", 1_024, true)),
                List.of(new Result.Order("S", List.of("O", "P"))));
        return result("too-short", "deadlock", 4_321, 1, List.of(4_321L), null, deadlock);
    }

    /** Four cores that do not finish together. */
    static Result manyCores() {
        List<Long> finish = List.of(1_100_000L, CYCLES, 1_000_000L, 1_200_000L);
        return result("flash-attention-2-x4", "complete", CYCLES, 4, finish, golden(1.22e-4), null);
    }

    /** Names and counts as long as they get, and every name full of markup. */
    static Result awkward() {
        long cycles = 900_000_000_000_000L;
        Result r = result("<script>alert('&\"')</script>", "complete", cycles, 4, List.of(1L, cycles), null, null);
        String name = "<b>layer.11.head.7.projection|of,\"everything\" & more</b>";
        return new Result(
                r.schema(),
                r.design(),
                r.hardware(),
                map("name", name, "shape", map(name, 1L)),
                map(name, name),
                r.version(),
                r.status(),
                r.cycles(),
                r.clockHz(),
                r.seconds(),
                r.fastForwardedCycles(),
                map(name, unit(name, cycles, 1024, 0.5, 32_768, 1e15)),
                map(name, operator(name, name, cycles, 1024, 0.123_4)),
                map(name, r.memories().values().iterator().next()),
                map(name, new ChannelResult(1, 1, 1)),
                new OnChip(1, map(name, 1L), map(name, 1L), map(name, 1L)),
                r.cores(),
                new Totals(1, 1, 1, 1e-3, name, map(name, 1.0), Map.of(), null, List.of()),
                Map.of(),
                map(name, name),
                r.parts(),
                r.simulation());
    }

    /** Three layers of 4 generated tokens, of which the last two drop a head of two; without quality. */
    static Result pruned() {
        Result r = empty();
        // Two heads of 3 columns, a network of 2 x 6 x 10: 108 + 36 + 120 weights of a byte.
        LinearWork.Macs dense = new LinearWork.Macs(4 * 108, 4 * 36, 4 * 120);
        LinearWork.Macs half = new LinearWork.Macs(4 * 54, 4 * 18, 4 * 120);
        LinearWork.Layer all = new LinearWork.Layer(4, 2, dense, dense, 1, 4 * 264, 16 * 264, 4);
        LinearWork.Layer less = new LinearWork.Layer(4, 1, half, dense, 264 / 192.0, 4 * 192, 16 * 264, 5.5);
        LinearWork linear = new LinearWork(
                new LinearWork.Macs(864, 288, 1440),
                new LinearWork.Macs(1296, 432, 1440),
                3168 / 2592.0,
                2592,
                12_672,
                12_672 / 2592.0,
                1.25,
                5,
                new LinearWork.Prompt(96, new LinearWork.Macs(31_104, 10_368, 34_560), 792),
                List.of(all, less, less));
        Result.Sparsity sparsity =
                new Result.Sparsity(100, 2_000, 20, 500, 1_500, 3, 0.5, 0.25, 2 / 3.0, 0.125, List.of(), linear);
        return new Result(
                r.schema(),
                "pruned",
                r.hardware(),
                r.workload(),
                r.params(),
                r.version(),
                r.status(),
                r.cycles(),
                r.clockHz(),
                r.seconds(),
                r.fastForwardedCycles(),
                r.units(),
                r.operators(),
                r.memories(),
                r.channels(),
                r.onChip(),
                r.cores(),
                r.totals(),
                r.timeline(),
                r.sources(),
                r.parts().with(sparsity),
                r.simulation());
    }

    /** Nothing at all was run. */
    /** A result with other operators. */
    static Result with(Result r, Map<String, Result.OperatorResult> operators) {
        return new Result(
                r.schema(),
                r.design(),
                r.hardware(),
                r.workload(),
                r.params(),
                r.version(),
                r.status(),
                r.cycles(),
                r.clockHz(),
                r.seconds(),
                r.fastForwardedCycles(),
                r.units(),
                operators,
                r.memories(),
                r.channels(),
                r.onChip(),
                r.cores(),
                r.totals(),
                r.timeline(),
                r.sources(),
                r.parts(),
                r.simulation());
    }

    static Result empty() {
        return new Result(
                Result.SCHEMA,
                "nothing",
                "none",
                Map.of(),
                Map.of(),
                "0.1.0",
                "incomplete",
                0,
                1_000_000_000,
                0,
                0,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                new OnChip(0, Map.of(), Map.of(), Map.of()),
                List.of(),
                new Totals(0, 0, 0, 0, "", Map.of(), Map.of(), null, List.of()),
                Map.of(),
                Map.of(),
                Parts.NONE,
                new Simulation(0, 0, 0, "on"));
    }

    private static Golden golden(double error) {
        Result.Verdict verdict = error < 3.4e-3 ? Result.Verdict.PASSED : Result.Verdict.MISSED;
        return new Golden(
                "full",
                verdict,
                verdict == Result.Verdict.PASSED,
                9_216,
                589_824,
                "o",
                error,
                error * 8,
                3.4e-3,
                error / 3.4e-3,
                "bf16 inputs, fp32 sums of 256 terms",
                0,
                null,
                "o[layer 3, head 5, query 17, 40]",
                new Result.Reference(
                        "kjv-decoder-s256.reference.safetensors",
                        589_824,
                        error,
                        error * 8,
                        3.4e-3,
                        verdict,
                        "o[layer 3, head 5, query 17, 40]"),
                null,
                List.of(),
                List.of());
    }

    private static Result result(
            String design,
            String status,
            long cycles,
            int cores,
            List<Long> finish,
            @Nullable Golden golden,
            @Nullable Deadlock deadlock) {
        double seconds = cycles / 1e9;
        // What a run does before it stops is in proportion; the rest of the counters below follow from the cycles.
        double done = status.equals("deadlock") ? (double) cycles / CYCLES : 1;
        // 4 x 256 x 256 x 64 x 36 heads, on an array that does 1,024 operations a cycle.
        long flops = (long) (603_979_776L * done);
        Map<String, Double> energy =
                map("array", 241_600_000.0 * done, "softmax", 38_500_000.0 * done, "hbm", 412_000_000.0 * done);
        return new Result(
                Result.SCHEMA,
                design,
                "systolic-16x32-hbm2",
                workload(),
                map("Br", 128L, "Bc", 128L),
                "0.1.0",
                status,
                cycles,
                1_000_000_000L,
                seconds,
                cycles / 2,
                units(cycles, cores, flops),
                operators(cycles, cores),
                memories(cycles, done),
                map("S", new ChannelResult(2, 2, 216), "P", new ChannelResult(-1, 7, 216)),
                new OnChip(
                        180_224,
                        map("Q", 16_384L, "K", 32_768L, "V", 32_768L, "S", 98_304L),
                        map("sram", 1_048_576L),
                        map("sram", 212_992L)),
                finish,
                new Totals(
                        flops,
                        692_100_000.0 * done,
                        flops / (7_077_888 * done),
                        flops / (1_024e9 * cores),
                        "array",
                        energy,
                        map("array", map("mac", energy.getOrDefault("array", 0.0))),
                        new Result.Area(
                                2.5 * cores,
                                map("array", 2.0 * cores, "sram", 0.5 * cores),
                                map("array", map("mac", 2.0 * cores), "sram", map("sram_kib", 0.5 * cores)),
                                List.of("dma")),
                        List.of()),
                Map.of(),
                map(
                        "units.hbm.part", "JEDEC JESD235D, table 35",
                        "units.softmax.exp_latency", "assumed",
                        "units.array.rows", "Jouppi et al., ISCA 2017, section 2"),
                Parts.NONE.with(golden).with(deadlock),
                new Simulation(1.25, 48_210, 38_568, "on"));
    }

    private static Map<String, Object> workload() {
        Map<String, Object> shape =
                map("batch", 1L, "layers", 6L, "heads", 6L, "kv_heads", 6L, "queries", 256L, "keys", 256L);
        shape.put("head_dim", 64L);
        shape.put("value_dim", 64L);
        Map<String, Object> workload = map("name", "kjv-decoder-s256", "shape", shape, "mask", "causal");
        workload.put("scale", 0.125);
        workload.put("format", "fp16");
        workload.put("tensors", map("seed", 7L, "distribution", "normal"));
        return workload;
    }

    private static Map<String, UnitResult> units(long cycles, int cores, long flops) {
        return map(
                "array", unit("systolic", cycles, cores, 0.684, flops, 241_600_000.0),
                "softmax", unit("online-softmax", cycles, cores, 0.31, 0, 38_500_000.0),
                "dma", unit("dma", cycles, 1, 0.02, 0, 0));
    }

    private static UnitResult unit(String type, long cycles, int cores, double use, long ops, double energy) {
        long all = cycles * cores;
        long busy = (long) (all * use);
        Stalls stalls = rest(all - busy);
        Result.Ends ends = new Result.Ends(stalls.memory() / 4, stalls.idle() / 3, stalls.idle() - stalls.idle() / 3);
        return new UnitResult(
                type, cores, busy, (double) busy / all, ops, ops > 0 ? 1_024 : 0, 432, energy, stalls, ends);
    }

    /** Splits what is left over the causes, so that the sum is exact. */
    private static Stalls rest(long cycles) {
        long input = cycles / 2;
        long memory = cycles / 5;
        long unit = cycles / 10;
        long room = cycles / 20_000;
        return new Stalls(input, room, unit, memory, cycles - input - memory - unit - room);
    }

    private static Map<String, OperatorResult> operators(long cycles, int cores) {
        return map(
                "Q", operator("load", "dma", cycles, cores, 0.004),
                "K", operator("load", "dma", cycles, cores, 0.008),
                "V", operator("load", "dma", cycles, cores, 0.008),
                "S", operator("matmul", "array", cycles, cores, 0.342),
                "P", operator("online-softmax", "softmax", cycles, cores, 0.31),
                "O", operator("matmul", "array", cycles, cores, 0.342),
                "A", operator("divide", null, cycles, cores, 0),
                "A.store", operator("store", "dma", cycles, cores, 0.000_01));
    }

    private static OperatorResult operator(String op, @Nullable String on, long cycles, int cores, double use) {
        long all = cycles * cores;
        long busy = (long) (all * use);
        return new OperatorResult(op, on, cores, 216, busy, rest(all - busy));
    }

    private static Map<String, MemoryResult> memories(long cycles, double done) {
        long small = (long) (1_179_648 * done);
        Map<String, Traffic> traffic = map(
                "q", new Traffic(small, 0),
                "k", new Traffic(2 * small, 0),
                "v", new Traffic(2 * small, 0),
                "o", new Traffic(0, small));
        return map(
                "hbm",
                new MemoryResult(
                        "dram",
                        "cycle",
                        5 * small,
                        small,
                        4_096,
                        traffic,
                        256e9,
                        (6 * small + 4_096) / (256.0 * cycles),
                        110_656,
                        103_500,
                        4_800,
                        2_356,
                        316,
                        87.25,
                        412_000_000.0,
                        map("activate", 100_000_000.0, "read", 250_000_000.0, "write", 62_000_000.0),
                        map("no request", 1_000_000L, "row activation", 120_000L, "refresh", 40_000L),
                        map(
                                "q", new Flow(small, small, 20_000, 800, 200, 80),
                                "k", new Flow(2 * small, 2 * small, 40_000, 2_000, 1_156, 90),
                                "v", new Flow(2 * small, 2 * small + 4_096, 40_000, 1_800, 900, 87.5),
                                "o", new Flow(small, small, 3_500, 200, 100, 0)),
                        map(
                                "dma#0", new Flow(3 * small, 3 * small, 51_750, 2_400, 1_178, 86.5),
                                "dma#1", new Flow(3 * small, 3 * small + 4_096, 51_750, 2_400, 1_178, 88)),
                        map(
                                "fetcher",
                                new Fetcher(24, 1_000, 31_000, 1_000, 4_000, 1_200, 900, 62_000, 15_500, 0, 310))));
    }

    @SuppressWarnings("unchecked")
    private static <T> Map<String, T> map(Object... pairs) {
        Map<String, T> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], (T) pairs[i + 1]);
        }
        return map;
    }
}
