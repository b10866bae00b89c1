package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No tile is computed on before its bytes have arrived on that core: random products of queries and keys, whichever loop is
 * outside, under masks that skip tiles, dealt to cores, ragged, with heads that have keys in common.
 */
class ArrivalLawTest {
    private static final int DESIGNS = 60;

    @TempDir
    Path dir;

    /** A design with all that its traffic follows from. */
    private record Drawn(
            boolean keysOutside,
            boolean causal,
            int heads,
            int kvHeads,
            int queries,
            int keys,
            int queryTile,
            int keyTile,
            int cores,
            int dealt,
            boolean blocks,
            String reuse) {

        static Drawn of(int seed) {
            Random r = new Random(seed);
            int kv = 1 + r.nextInt(3);
            int keys = 4 + r.nextInt(40);
            boolean causal = r.nextInt(3) > 0;
            int queries = causal ? 1 + r.nextInt(keys) : 1 + r.nextInt(40);
            boolean keysOutside = r.nextBoolean();
            int heads = kv * (1 + r.nextInt(3));
            boolean shared = !keysOutside && heads > kv && r.nextBoolean();
            int cores = 1 + r.nextInt(4);
            return new Drawn(
                    keysOutside,
                    causal,
                    heads,
                    kv,
                    queries,
                    keys,
                    1 + r.nextInt(queries),
                    1 + r.nextInt(keys),
                    cores,
                    1 + r.nextInt(2),
                    r.nextBoolean(),
                    shared ? "h" : r.nextInt(4) == 0 ? "" : keysOutside ? "k" : "q");
        }

        int outer() {
            return keysOutside ? (keys - 1) / keyTile + 1 : (queries - 1) / queryTile + 1;
        }

        int inner() {
            return keysOutside ? (queries - 1) / queryTile + 1 : (keys - 1) / keyTile + 1;
        }

        /** The inner tensor is loaded over all loops, and may stay; the outer one over two. */
        String json(String hardware) {
            String o = keysOutside ? "k" : "q";
            String i = keysOutside ? "q" : "k";
            String stays = reuse.isEmpty() ? "" : ", \"reuse\": \"" + reuse + "\"";
            String loops = "\"q\": { \"of\": \"queries\", \"tile\": " + queryTile
                    + " }, \"k\": { \"of\": \"keys\", \"tile\": " + keyTile + " }";
            return "{ \"name\": \"drawn\", \"hardware\": \"" + hardware + "\", \"workload\": \"tiny\", \"loops\": {"
                    + " \"h\": \"heads\", " + loops + " }, \"dataflow\": ["
                    + "{ \"name\": \"Outer\", \"op\": \"load\", \"tensor\": \"" + o
                    + "\", \"over\": [\"h\", \"" + o + "\"], \"from\": \"hbm\" },"
                    + "{ \"name\": \"Inner\", \"op\": \"load\", \"tensor\": \"" + i
                    + "\", \"over\": [\"h\", \"" + o + "\", \"" + i + "\"], \"from\": \"hbm\"" + stays + " },"
                    + "{ \"name\": \"S\", \"op\": \"matmul\", \"a\": \"" + (keysOutside ? "Inner" : "Outer")
                    + "\", \"b\": \"" + (keysOutside ? "Outer" : "Inner")
                    + "\", \"transpose_b\": true, \"on\": \"array\" },{ \"name\": \"S.store\", \"op\": \"store\","
                    + " \"in\": \"S\", \"tensor\": \"s\","
                    + " \"to\": \"hbm\" } ],\"deal\": {"
                    + " \"over\":"
                    + " [\"h\"" + (dealt > 1 ? ", \"" + o + "\"" : "") + "], \"policy\": \""
                    + (blocks ? "blocks" : "cyclic") + "\" },\"buffers\": { \"Outer\": { \"in\": \"sram\", \"tiles\":"
                    + " 2 }, \"Inner\": { \"in\": \"sram\", \"tiles\": "
                    + Math.max(2, inner() * kvHeads) + " }, \"S\": { \"tiles\": 2 } } }";
        }

        /** Bytes of the inner tensor, element by element from the definition of mask, deal and reuse. */
        long innerBytes() {
            List<int[]> items = new ArrayList<>();
            for (int h = 0; h < heads; h++) {
                for (int o = 0; o < outer(); o++) {
                    items.add(new int[] {h, o});
                }
            }
            int units = dealt > 1 ? items.size() : heads;
            long bytes = 0;
            for (int core = 0; core < cores; core++) {
                Set<Integer> here = new HashSet<>();
                int head = -1;
                for (int n = 0; n < items.size(); n++) {
                    int unit = dealt > 1 ? n : n / outer();
                    if (cores > 1 && coreOf(unit, units) != core || cores == 1 && core > 0) {
                        continue;
                    }
                    int[] item = items.get(n);
                    if (item[0] != head && !reuse.equals("h")) {
                        here.clear();
                    }
                    head = item[0];
                    for (int i = 0; i < inner(); i++) {
                        int matrix = keysOutside ? head : head / (heads / kvHeads);
                        if (sees(item[1], i) && (reuse.isEmpty() || here.add(matrix * inner() + i))) {
                            bytes += rows(i) * 16L * 2;
                        }
                    }
                }
            }
            return bytes;
        }

        private int coreOf(int unit, int units) {
            if (!blocks) {
                return unit % cores;
            }
            int core = 0;
            while ((long) units * (core + 1) / cores <= unit) {
                core++;
            }
            return core;
        }

        private long rows(int inner) {
            int tile = keysOutside ? queryTile : keyTile;
            return Math.min(tile, (keysOutside ? queries : keys) - inner * tile);
        }

        private boolean sees(int outer, int inner) {
            int q = keysOutside ? inner : outer;
            int k = keysOutside ? outer : inner;
            for (int i = q * queryTile; i < Math.min(queries, (q + 1) * queryTile); i++) {
                if (!causal || k * keyTile <= i + keys - queries) {
                    return true;
                }
            }
            return false;
        }
    }

    private Setup setup(Drawn d) throws IOException {
        String hardware =
                Trial.home().resolve("configs/hardware/systolic-128-hbm2.json").toString();
        Path file = Files.writeString(dir.resolve("drawn.json"), d.json(hardware));
        return Trial.of(file.toString())
                .shape(d.heads(), d.kvHeads(), d.queries(), d.keys(), 16, 16)
                .set(
                        "workload.mask=" + (d.causal() ? "causal" : "none"),
                        "hardware.cores=" + d.cores(),
                        "hardware.units.hbm.fidelity=bandwidth")
                .setup();
    }

    static IntStream seeds() {
        return IntStream.range(0, DESIGNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTileIsThereWhenItIsTaken(int seed) throws IOException {
        Drawn d = Drawn.of(seed);
        WatchedRun run = new WatchedRun(setup(d), (m, source) -> source).run();
        assertEquals(List.of(), run.early, d.toString());
        String inner = d.keysOutside() ? "q" : "k";
        assertEquals(d.innerBytes(), run.bytes(inner, false), d.toString());
        run.distinct.forEach(
                (tensor, bytes) -> assertTrue(bytes <= run.bytes(tensor, false), tensor + " " + bytes + " " + d));
        run.law();
    }

    /** One load on one core forgets one of its transfers. */
    @ParameterizedTest
    @MethodSource("seeds")
    void loadThatIsSkippedIsFound(int seed) throws IOException {
        Drawn d = Drawn.of(seed);
        Random random = new Random(seed);
        String name = random.nextBoolean() ? "Inner" : "Outer";
        List<long[]> skipped = new ArrayList<>();
        WatchedRun run = new WatchedRun(setup(d), (m, source) -> {
            List<long[]> moves = new ArrayList<>(WatchedRun.points(m.space().nest()));
            moves.removeIf(index -> !source.describe(index, new Transfer()));
            boolean here = skipped.isEmpty() && m.op().name().equals(name) && !moves.isEmpty();
            if (!here) {
                return source;
            }
            long[] skip = moves.get(random.nextInt(moves.size()));
            skipped.add(skip);
            return (index, transfer) -> !Arrays.equals(index, skip) && source.describe(index, transfer);
        });
        run.run();
        assertEquals(1, skipped.size(), d.toString());
        assertFalse(run.early.isEmpty(), d.toString());
        assertThrows(IllegalStateException.class, run::law, d.toString());
    }

    /** What was taken for reuse before: the loop's first index has loaded everything. */
    @ParameterizedTest
    @MethodSource("seeds")
    void loadsAtTheFirstIndexAloneAreFoundWhereTheyAreTooFew(int seed) throws IOException {
        Drawn d = Drawn.of(seed);
        WatchedRun run = new WatchedRun(setup(d), (m, source) -> firstIndexOnly(m, source)).run();
        boolean enough = run.bytes(d.keysOutside() ? "q" : "k", false) == d.innerBytes();
        assertEquals(enough, run.early.isEmpty(), d.toString());
        if (enough) {
            run.law();
        } else {
            assertThrows(IllegalStateException.class, run::law, d.toString());
        }
    }

    private static Move.Source firstIndexOnly(ArrivalLaw.Mover m, Move.Source source) {
        Loop reuse = m.access().replay();
        if (reuse == null) {
            return source;
        }
        int place = m.op().space().indexOf(reuse);
        return (index, transfer) -> m.space().actual(place, index) == 0 && source.describe(index, transfer);
    }

    /** Number of the inner tensor in the memory: after the outer one, as it is named. */
    private static int inner() {
        return 1;
    }

    /** A tile that is on chip is loaded again, if only a part of it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void loadsWithoutNeedAreFound(int seed) throws IOException {
        Drawn d = Drawn.of(seed);
        WatchedRun run = new WatchedRun(
                        setup(d),
                        (m, source) -> m.access().replay() == null
                                ? source
                                : (index, transfer) -> {
                                    if (!source.describe(index, transfer)) {
                                        transfer.set(false, 0, 2, 1, 0, inner());
                                    }
                                    return true;
                                })
                .run();
        if (run.bytes(d.keysOutside() ? "q" : "k", false) > d.innerBytes()) {
            assertThrows(IllegalStateException.class, run::law, d.toString());
        } else {
            run.law();
        }
    }

    /** Query tiles inside blocks, keys between them, under a causal mask: what is visited is what some element sees. */
    @ParameterizedTest
    @MethodSource("seeds")
    void tilesInsideTilesAreThereWhenTheyAreTaken(int seed) throws IOException {
        Random r = new Random(seed);
        int tile = 1 + r.nextInt(4);
        int perBlock = 1 + r.nextInt(4);
        int blocks = 1 + r.nextInt(4);
        int queries = tile * perBlock * blocks;
        int keys = queries + r.nextInt(20);
        int keyTile = 1 + r.nextInt(8);
        int cores = 1 + r.nextInt(3);
        String deal = r.nextBoolean() ? "[\"h\"]" : "[\"h\", \"b\"]";
        String hardware =
                Trial.home().resolve("configs/hardware/systolic-128-hbm2.json").toString();
        String json = "{ \"name\": \"inside\", \"hardware\": \"" + hardware + "\", \"workload\": \"tiny\", \"loops\": {"
                + " \"h\": \"heads\", \"b\": { \"of\": \"queries\", \"tile\": " + tile * perBlock
                + " }, \"k\": { \"of\": \"keys\", \"tile\": " + keyTile
                + " }, \"q\": { \"of\": \"queries\", \"tile\": " + tile + ", \"inside\": \"b\" } }, \"dataflow\": [{"
                + " \"name\": \"K\", \"op\": \"load\","
                + " \"tensor\": \"k\", \"over\": [\"h\","
                + " \"b\", \"k\"], \"from\": \"hbm\" },{"
                + " \"name\": \"Q\", \"op\": \"load\","
                + " \"tensor\": \"q\", \"over\": [\"h\","
                + " \"b\", \"k\", \"q\"], \"from\": \"hbm\","
                + " \"reuse\": \"k\" },{ \"name\": \"S\","
                + " \"op\": \"matmul\", \"a\": \"Q\", \"b\":"
                + " \"K\", \"transpose_b\": true, \"on\":"
                + " \"array\" },{ \"name\": \"S.store\","
                + " \"op\": \"store\", \"in\": \"S\","
                + " \"tensor\": \"s\", \"to\": \"hbm\" }"
                + " ],\"deal\":"
                + " { \"over\":"
                + " " + deal + " }, \"buffers\": { \"K\": { \"in\": \"sram\", \"tiles\": 2 },"
                + "\"Q\": { \"in\": \"sram\", \"tiles\": " + Math.max(2, perBlock) + " }, \"S\": { \"tiles\": 2 } } }";
        Path file = Files.writeString(dir.resolve("inside.json"), json);
        Setup setup = Trial.of(file.toString())
                .shape(2, 2, queries, keys, 16, 16)
                .set("workload.mask=causal", "hardware.cores=" + cores, "hardware.units.hbm.fidelity=bandwidth")
                .setup();
        WatchedRun run = new WatchedRun(setup, (m, source) -> source).run();
        assertEquals(List.of(), run.early, json);
        run.law();
        // Every query sees key 0, so each is loaded once a head; of keys, each block of queries those up to its last
        // one's.
        assertEquals(2L * queries * 32, run.bytes("q", false), json);
        long keyRows = 0;
        long scores = 0;
        for (int k = 0; k < keys; k += keyTile) {
            int rows = Math.min(keyTile, keys - k);
            for (int b = 0; b < blocks; b++) {
                int end = (b + 1) * perBlock * tile - 1;
                keyRows += k <= end + keys - queries ? rows : 0;
            }
            for (int q = 0; q < queries; q += tile) {
                scores += k <= q + tile - 1 + keys - queries ? (long) rows * tile : 0;
            }
        }
        assertEquals(2 * keyRows * 32, run.bytes("k", false), json);
        assertEquals(2 * scores * 2, run.bytes("s", true), json);
    }
}
