package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Result.Traffic;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes at the memory against element counts. Forward, for one head of N queries and keys and dimension d, tiles of Br x
 * Bc, Tr = ceil(N/Br), Tc = ceil(N/Bc), from the algorithms of arXiv 2205.14135 (0 and 1) and arXiv 2307.08691 (1):
 * <ul>
 * <li>standard: 4Nd + 4N^2 (S written and read, P written and read);
 * <li>FlashAttention-1: 2Nd + Tc 3Nd, and Tc 4N in fp32 for l and m, read and written;
 * <li>FlashAttention-2: 2Nd + Tr 2Nd, and N in fp32 for the log-sum-exp.
 * </ul>
 */
class TrafficTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 64, 64, 16, 16, 16, 16",
        "2, 2, 128, 128, 64, 64, 32, 64",
        "4, 2, 96, 96, 32, 32, 32, 32",
        "6, 1, 64, 160, 16, 16, 16, 32",
        "2, 2, 100, 75, 32, 32, 32, 16",
        "3, 3, 65, 129, 24, 40, 64, 128",
    })
    void bytesOfEachTensorEqualTheElementCounts(
            int heads, int kvHeads, int queries, int keys, int headDim, int valueDim, int br, int bc) {
        long h = heads;
        long n = queries;
        long m = keys;
        long d = headDim;
        long dv = valueDim;
        long tr = (n + br - 1) / br;
        long tc = (m + bc - 1) / bc;

        Trial unfused = trial("unfused", heads, kvHeads, queries, keys, headDim, valueDim, br, bc)
                .set("params.rows=16", "params.key_tiles=" + tc);
        Map<String, Traffic> standard = new TreeMap<>();
        standard.put("q", halves(h * n * d, 0));
        standard.put("k", halves(h * m * d, 0));
        standard.put("v", halves(h * m * dv, 0));
        standard.put("s", halves(h * n * m, h * n * m));
        standard.put("p", halves(h * n * m, h * n * m));
        standard.put("o", halves(0, h * n * dv));
        assertEquals(standard, traffic(unfused));

        Map<String, Traffic> first = new TreeMap<>();
        first.put("k", halves(h * m * d, 0));
        first.put("v", halves(h * m * dv, 0));
        first.put("q", halves(h * tc * n * d, 0));
        first.put("o", halves(h * tc * n * dv, h * tc * n * dv));
        first.put("l", singles(h * tc * n, h * tc * n));
        first.put("m", singles(h * tc * n, h * tc * n));
        assertEquals(
                first, traffic(trial("flash-attention-1", heads, kvHeads, queries, keys, headDim, valueDim, br, bc)));

        Map<String, Traffic> second = new TreeMap<>();
        second.put("q", halves(h * n * d, 0));
        second.put("k", halves(h * tr * m * d, 0));
        second.put("v", halves(h * tr * m * dv, 0));
        second.put("o", halves(0, h * n * dv));
        second.put("lse", singles(0, h * n));
        assertEquals(
                second, traffic(trial("flash-attention-2", heads, kvHeads, queries, keys, headDim, valueDim, br, bc)));
    }

    private static Trial trial(
            String design, int heads, int kvHeads, int queries, int keys, int headDim, int valueDim, int br, int bc) {
        return Trial.of(design)
                .shape(heads, kvHeads, queries, keys, headDim, valueDim)
                .set("params.Br=" + br, "params.Bc=" + bc);
    }

    private static Map<String, Traffic> traffic(Trial trial) {
        return new TreeMap<>(trial.run().memories().get("hbm").byTensor());
    }

    private static Traffic halves(long read, long written) {
        return new Traffic(2 * read, 2 * written);
    }

    private static Traffic singles(long read, long written) {
        return new Traffic(4 * read, 4 * written);
    }

    @Test
    void causalFlashAttention2LoadsOnlyTheTilesThatItComputes() {
        // 4 x 4 tiles of 32: 1 + 2 + 3 + 4 = 10 of 16 pairs. 2 heads of dimension 16 in fp16: a tile is 1,024 bytes.
        Result r = Trial.of("flash-attention-2")
                .set("workload.mask=causal", "params.Br=32", "params.Bc=32")
                .run();
        assertEquals(
                new Traffic(2 * 10 * 1024, 0),
                r.memories().get("hbm").byTensor().get("k"));
        assertEquals(
                new Traffic(2 * 10 * 1024, 0),
                r.memories().get("hbm").byTensor().get("v"));
    }

    /**
     * GPT-2 medium, 1024 x 64, 16 heads, batch 64, two bytes (four for l and m): (2Nd + Tc 3Nd) 2 + Tc 4N 4 bytes a head.
     * One sequence of the batch is run; the test below shows that bytes are in proportion to the batch.
     */
    @ParameterizedTest
    @CsvSource({"64, 6.98", "128, 3.62", "256, 1.95", "512, 1.11"})
    void flashAttention1ReadsAndWritesLessWithLargerKeyTiles(int bc, double gigabytes) {
        Result.MemoryResult hbm = sweep(bc, 1).memories().get("hbm");
        long bytes = 64 * (hbm.readBytes() + hbm.writeBytes());
        long tc = 1024 / bc;
        assertEquals(1024L * ((2 * 65_536L + tc * 3 * 65_536L) * 2 + tc * 4 * 1024L * 4), bytes);
        assertEquals(gigabytes, Math.round(bytes / 1e7) / 100.0);
    }

    @Test
    void bytesAreInProportionToTheBatch() {
        Map<String, Traffic> one =
                new TreeMap<>(sweep(512, 1).memories().get("hbm").byTensor());
        Map<String, Traffic> three = sweep(512, 3).memories().get("hbm").byTensor();
        one.replaceAll((t, bytes) -> new Traffic(3 * bytes.readBytes(), 3 * bytes.writeBytes()));
        assertEquals(one, three);
    }

    private static Result sweep(int bc, int batch) {
        return Trial.of("flash-attention-1")
                .with("gpt2-medium-1k")
                .set("params.Bc=" + bc, "workload.shape.batch=" + batch, "hardware.units.hbm.fidelity=bandwidth")
                .run();
    }
}
